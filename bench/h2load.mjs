/** h2load of nghttp2, a load generator that is not ours, over HTTP/1.1 and HTTP/2. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { summary } from './measure.mjs'

const run = promisify(execFile)

/** `width` requests in flight, as Go's client has them: a connection for each, or streams of one. */
const PROTOCOLS = {
  'HTTP/1.1': (width) => ['--h1', '--clients', String(width)],
  'HTTP/2': (width) => ['--clients', '1', '--max-concurrent-streams', String(width)],
}

export const PROTOCOL_NAMES = Object.keys(PROTOCOLS)

/** Whether there is one. */
export const hasH2load = async () => {
  try {
    await run('h2load', ['--version'])
    return true
  } catch {
    return false
  }
}

/** Such a name for a figure says with what, over what and how packed it was measured. */
export const named = (name, protocol) => `${name}, h2load, ${protocol}, gzip`

/** Of a log of h2load: a line for each request, with when it began, its status and how long it took, both times in microseconds. */
export const readLog = (text) => {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number))
  const failed = lines.find(([, status]) => !(status >= 200 && status < 300))
  if (failed !== undefined) throw new Error(`h2load was answered ${failed[1]}`)
  const begun = lines.reduce((least, [at]) => Math.min(least, at), Infinity)
  const ended = lines.reduce((most, [at, , took]) => Math.max(most, at + took), 0)
  const latencies = lines.map(([, , took]) => took / 1000)
  return summary(latencies, (ended - begun) / 1e6)
}

/**
 * Asks `count` times, `width` at once, with gzip and a token; with a `body` (JSON) it is a POST. Resolves with a summary; rejects with
 * an Error when an answer is no success.
 */
export const h2load = async ({ url, token }, protocol, { path, count, width, body }) => {
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-h2load-'))
  try {
    const [log, data] = [join(folder, 'log'), join(folder, 'body.json')]
    if (body !== undefined) writeFileSync(data, JSON.stringify(body))
    const { stdout } = await run('h2load', [
      ...PROTOCOLS[protocol](width),
      `--requests=${count}`,
      `--log-file=${log}`,
      `--header=Authorization: Bearer ${token}`,
      '--header=Accept: application/json',
      '--header=Accept-Encoding: gzip',
      ...(body === undefined ? [] : ['--header=Content-Type: application/json', `--data=${data}`]),
      `${url}${path}`,
    ])
    // requests that got no answer are not in the log
    if (!stdout.includes(` ${count} succeeded,`))
      throw new Error(`h2load: ${/^requests: .*$/m.exec(stdout)?.[0] ?? stdout}`)
    return readLog(readFileSync(log, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
