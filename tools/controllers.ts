/**
 * Measures the signing rate of `csrlab controllers` and of controllers inside a server, and the
 * memory of `csrlab controllers`.
 *
 *   npm run tool -- controllers [--requests 1000] [--objects 10000] [--rounds 2]
 *
 * In each round, both sign two batches of `--requests` requests; the first batch is a warm-up. The
 * objects are ConfigMaps, which the garbage collector watches.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Running, serve, start, type Started, stop } from '../test/fixtures/process.ts'
import { until } from '../test/fixtures/waits.ts'
import { Client, CONFIG_MAPS, CSRS } from './kit/client.ts'
import { COLLECTING, mb, sizeOf } from './kit/process-size.ts'
import { approval, csr, makeRequests } from './kit/requests.ts'

const IN_FLIGHT = 16

const inFlight = async (count: number, work: (i: number) => Promise<unknown>): Promise<void> => {
  let next = 0
  const loop = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, loop))
}

/** Requests per second from the first approval to the last certificate. */
const signingRate = async (client: Client, prefix: string, requests: string[]): Promise<number> => {
  const nameOf = (i: number) => `${prefix}-${i}`
  await inFlight(requests.length, (i) => client.must('POST', CSRS, csr(nameOf(i), requests[i]!)))
  const issued = new Set<string>()
  const watching = (async () => {
    for await (const { object } of client.watch(`${CSRS}?watch=true`)) {
      const { name } = object.metadata
      if (name.startsWith(`${prefix}-`) && object.status.certificate) issued.add(name)
      if (issued.size === requests.length) return
    }
  })()
  const begin = performance.now()
  await inFlight(requests.length, (i) =>
    client.must('PUT', `${CSRS}/${nameOf(i)}/approval`, approval(nameOf(i))),
  )
  await watching
  return requests.length / ((performance.now() - begin) / 1000)
}

/** Runs `work` with a new server, whose controllers run inside it or in another process. */
const withServer = async <T>(
  isRemote: boolean,
  work: (
    server: Running,
    client: Client,
    controllers: Started | undefined,
    cwd: string,
  ) => Promise<T>,
): Promise<T> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-controllers-'))
  const server = await serve(['--port=0', ...(isRemote ? ['--controllers=-*'] : [])], { cwd })
  const client = new Client(server, { connections: IN_FLIGHT })
  const kubeconfig = join(server.dataDir, 'kubeconfig')
  const controllers = isRemote
    ? start(['controllers', '--kubeconfig', kubeconfig, '--json'], { cwd, env: COLLECTING })
    : undefined
  try {
    if (controllers !== undefined) await until(() => controllers.stdout().includes('\n'))
    return await work(server, client, controllers, cwd)
  } finally {
    if (controllers !== undefined) await stop(controllers)
    client.close()
    await stop(server)
    rmSync(cwd, { recursive: true })
  }
}

const rateOf = (isRemote: boolean, requests: string[]): Promise<number> =>
  withServer(isRemote, async (_server, client) => {
    const half = requests.length / 2
    await signingRate(client, 'first', requests.slice(0, half))
    return signingRate(client, 'second', requests.slice(half))
  })

const memoryWith = (objects: number): Promise<string> =>
  withServer(true, async (_server, client, controllers, cwd) => {
    const { pid } = controllers!.process
    const empty = await sizeOf(pid!, cwd)
    await inFlight(objects, (i) =>
      client.must('POST', CONFIG_MAPS, {
        metadata: { name: `c${i}` },
        data: { a: 'x'.repeat(100) },
      }),
    )
    // once this object is collected, all objects are in the cache
    const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'none', uid: 'none' }
    const last = { metadata: { name: 'last', ownerReferences: [owner] } }
    await client.must('POST', CONFIG_MAPS, last)
    await until(async () => (await client.ask('GET', `${CONFIG_MAPS}/last`)).code === 404)
    const full = await sizeOf(pid!, cwd)
    return `resident ${mb(empty.resident)} at first, ${mb(full.resident)} with ${objects} objects; in use ${mb(empty.memory)}, ${mb(full.memory)}`
  })

export const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '1000' },
      objects: { type: 'string', default: '10000' },
      rounds: { type: 'string', default: '2' },
    },
  })
  const requests = await makeRequests(2 * Number(values.requests))
  for (let round = 1; round <= Number(values.rounds); round++) {
    const inside = await rateOf(false, requests)
    const beside = await rateOf(true, requests)
    const part = Math.round((100 * beside) / inside)
    console.log(
      `approved to issued: ${inside.toFixed()}/s inside, ${beside.toFixed()}/s beside, ${part} %`,
    )
  }
  console.log(await memoryWith(Number(values.objects)))
}
