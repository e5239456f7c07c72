import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '../client.mjs'
import { COLLECTION, create, FOREIGN_SIGNER, makeRequests } from '../csr.mjs'
import { summary, time, withCpu } from '../measure.mjs'
import { withServer } from '../server.mjs'

const run = promisify(execFile)

const OBJECTS = 500
const VERSIONS = { 'HTTP/1.1': '--http1.1', 'HTTP/2': '--http2' }

/** Milliseconds from the request on an open connection to the end of the response. */
const ask = async (server, version, args) => {
  const { stdout } = await run('curl', [
    '--silent',
    '--show-error',
    '--fail',
    '--output',
    devNull,
    version,
    '--cacert',
    server.caFile,
    '--cert',
    server.certFile,
    '--key',
    server.keyFile,
    '--write-out',
    '%{time_pretransfer} %{time_total}',
    ...args,
  ])
  const [asked, answered] = stdout.split(' ').map(Number)
  return (answered - asked) * 1000
}

const isThere = async () => {
  try {
    const { stdout } = await run('curl', ['--version'])
    return /^Features:.* HTTP2\b/m.test(stdout)
  } catch {
    return false
  }
}

/** Latencies of a warm server over new connections. Empty without a curl with HTTP/2. */
export const curl = async ({ curls: count }) =>
  (await isThere())
    ? withServer(async (server, dir) => {
        const client = new Client(server, 1)
        const requests = makeRequests(OBJECTS)
        for (const [i, request] of requests.entries())
          await create(client, `curl-${i}`, request, FOREIGN_SIGNER)
        await client.close()
        const body = join(dir, 'review.json')
        writeFileSync(body, '{}')
        const files = {
          ...server,
          caFile: join(dir, 'ca.crt'),
          certFile: join(dir, 'admin.crt'),
          keyFile: join(dir, 'admin.key'),
        }
        const all = `${server.url}${COLLECTION}`
        const ways = {
          get: [`${all}/curl-0`],
          [`list of ${OBJECTS}`]: [all],
          [`list of ${OBJECTS}, gzip`]: ['--header', 'Accept-Encoding: gzip', all],
          review: [
            '--header',
            'Content-Type: application/json',
            '--data-binary',
            `@${body}`,
            `${server.url}/apis/authentication.k8s.io/v1/selfsubjectreviews`,
          ],
        }
        const figures = []
        for (const [way, args] of Object.entries(ways))
          for (const [label, version] of Object.entries(VERSIONS)) {
            const times = []
            const [, cpu] = await withCpu(server, count, async () => {
              for (let i = 0; i < count; i++) times.push(await ask(files, version, args))
            })
            const { p50, p99 } = summary(times, 1)
            figures.push(time(`curl: ${way}, ${label}`, p50, { p50, p99, cpu }))
          }
        return figures
      })
    : []
