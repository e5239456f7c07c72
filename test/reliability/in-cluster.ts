/** Lets a hostile program loose on one cluster of a host while another is used and measured, and looks at what came of that. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Running, serve, stop } from '../cli/process.ts'
import { Client, CONFIG_MAPS, CSRS } from './client.ts'
import { CLUSTERS, type Ways, waysOf } from './cluster-account.ts'
import { contentOf, countedOf, differences } from './cluster-content.ts'
import { type Fared, type Measured, startMeasured } from './measured-cluster.ts'
import { COLLECTING, mb, sizeOf } from './process-size.ts'
import { beyond, floodQuotas, type Limits } from './quota-flood.ts'
import { approval, csr, makeRequests } from './requests.ts'

/** What a hostile program is let loose on. */
export interface Arena {
  readonly server: Running
  /** to the cluster that is attacked */
  readonly ways: Ways
  /** the user of the other one */
  readonly measured: Measured
  /** work of the event loop that a single request of another cluster may wait for beside the same, each time, in milliseconds */
  readonly patienceMs: number
  /** what the attacked cluster holds beyond its limits, in words */
  readonly beyond: () => Promise<readonly string[]>
}

export interface InCluster {
  /** how the other cluster fared, in words */
  readonly told: string
  /** what must not be; empty is the aim */
  readonly problems: readonly string[]
}

export interface InClusterOptions {
  /** of each cluster that is attacked */
  readonly limits: Limits
  readonly report?: (line: string) => void
}

/** So much work of the server, in requests of the other cluster while nobody attacks, may 99 in 100 of those wait for beside an attack. */
const REQUESTS_WAITED = 50
/** And any one of them, on its way through some rounds of the event loop. */
const MOST_REQUESTS_WAITED = 200
/** So much more work may its requests be once all is over. */
const MORE_WORK = 2
/** So many requests say what one costs. */
const SAMPLE = 400
/** What the second of two attacks leaves behind may be so much: V8 goes on learning about its own code. */
const BYTES_LEFT = 16 * 1024 * 1024
const PATIENCE_MS = 60_000
const NO_RATE = { requestsPerSecond: 1_000_000, watches: 1000 }
const MEASURED = 'measured'

const rank = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? 0

/** Resolves with whether it came true. */
const comes = async (condition: () => Promise<boolean>): Promise<boolean> => {
  const end = performance.now() + PATIENCE_MS
  while (performance.now() < end) {
    if (await condition()) return true
    await sleep(20)
  }
  return false
}

/** Signs a request from its creation on; throws where the cluster does not do what it is there for. */
const sign = async (client: Client, name: string): Promise<void> => {
  const [request] = await makeRequests(1)
  await client.must('POST', CSRS, csr(name, request!))
  await client.must('PUT', `${CSRS}/${name}/approval`, approval(name))
  const isSigned = await comes(
    async () => (await client.must('GET', `${CSRS}/${name}`)).status.certificate !== undefined,
  )
  if (!isSigned) throw new Error(`${name} is not signed`)
}

/** What the measured cluster holds; returns the names of its config maps. */
const fill = async (client: Client): Promise<string[]> => {
  for (let i = 0; i < 20; i++)
    await client.must('POST', CONFIG_MAPS, {
      metadata: { name: `fixed-${i}` },
      data: { a: `${i}` },
    })
  await client.must('POST', '/api/v1/namespaces', { metadata: { name: 'fixed' } })
  await client.must('POST', '/api/v1/namespaces/fixed/secrets', {
    metadata: { name: 'fixed' },
    stringData: { a: 'b' },
  })
  await sign(client, 'fixed')
  const { items } = await client.must('GET', CONFIG_MAPS)
  return items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)
}

/** Whether a cluster that was attacked still does all it is there for, once it has back what its administrator took away. */
const works = async (client: Client): Promise<string[]> => {
  try {
    const { code } = await client.ask('GET', '/readyz')
    if (code !== 200) return [`/readyz of the attacked cluster: ${code}`]
    await client.must('POST', '/csrlab/v1/reset')
    await client.must('POST', '/api/v1/namespaces', { metadata: { name: 'afterwards' } })
    const maps = '/api/v1/namespaces/afterwards/configmaps'
    await client.must('POST', maps, { metadata: { name: 'a' }, data: { a: 'b' } })
    await client.must('DELETE', `${maps}/a`)
    await sign(client, 'afterwards')
    return []
  } catch (error) {
    return [`the attacked cluster does not work any more: ${String(error)}`]
  }
}

/** How the measured user fares from now on, until it is asked. */
class Observed implements Measured {
  readonly problems: string[] = []
  works: number[] = []
  asked = 0
  readonly #measured: Measured

  constructor(measured: Measured) {
    this.#measured = measured
  }

  read(): Promise<Fared> {
    return this.#noted(this.#measured.read())
  }

  pause(): Promise<Fared> {
    return this.#noted(this.#measured.pause())
  }

  end(): Promise<Fared> {
    return this.#noted(this.#measured.end())
  }

  /** Works of requests that nobody disturbs. */
  async alone(): Promise<readonly number[]> {
    await this.read()
    const works: number[] = []
    while (works.length < SAMPLE) works.push(...(await this.read()).works)
    return works
  }

  async #noted(coming: Promise<Fared>): Promise<Fared> {
    const fared = await coming
    this.asked += fared.asked
    this.problems.push(...fared.problems)
    this.works.push(...fared.works)
    return fared
  }
}

export const inCluster = async (
  attack: (arena: Arena) => Promise<readonly string[]>,
  { limits, report }: InClusterOptions,
): Promise<InCluster> => {
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-in-cluster-'))
  // who spoils the roles of controllers in a cluster of his own hears of it in the log; a warning of Node is none of the log
  const options = '--port 0 --clusters --log-level silent'
  const server = await serve(options.split(' '), { cwd, env: COLLECTING })
  const pid = server.process.pid!
  const problems: string[] = []
  const lines: string[] = []
  const tell = (line: string): void => {
    lines.push(line)
    report?.(line)
  }
  const host = new Client(server)
  try {
    await host.must('POST', CLUSTERS, { names: [MEASURED], limits: NO_RATE })
    const { byName, byPath, byCredential } = await waysOf(server, host, MEASURED, cwd)
    const own = new Client(byName)
    const names = await fill(own)
    const content = await contentOf(own)
    const journal = async (): Promise<number> => (await own.must('GET', '/csrlab/v1/requests')).last
    const numbered = await journal()
    const counted = await countedOf(own)
    const measured = new Observed(
      await startMeasured({ ways: [byName, byPath, byCredential], names, pid }),
    )
    await measured.alone()
    const alone = rank(await measured.alone(), 0.5)
    const patienceMs = MOST_REQUESTS_WAITED * alone
    const memory: number[] = []
    for (const cluster of ['first', 'second']) {
      await host.must('POST', CLUSTERS, { names: [cluster], limits: { ...NO_RATE, ...limits } })
      const ways = await waysOf(server, host, cluster, cwd)
      const client = new Client(ways.byName)
      const overfull = () => beyond(host, cluster, limits)
      await measured.read()
      measured.works = []
      problems.push(...(await attack({ server, ways, measured, patienceMs, beyond: overfull })))
      await measured.read()
      const [p50, p99] = [rank(measured.works, 0.5), rank(measured.works, 0.99)]
      tell(
        `a request waited for ${p50.toFixed(2)} ms of work, ${p99.toFixed(1)} at p99 of ${measured.works.length}`,
      )
      if (p99 > REQUESTS_WAITED * alone)
        problems.push(`a request in 100 waited for ${p99.toFixed(0)} ms of work`)
      problems.push(
        ...(await overfull()),
        ...(await works(client)),
        ...(await floodQuotas(client, host, cluster, limits)),
      )
      client.close()
      await host.must('DELETE', `${CLUSTERS}/${cluster}`)
      await measured.pause()
      memory.push((await sizeOf(pid, cwd)).memory)
      await measured.read()
    }
    const [first = 0, second = 0] = memory
    tell(`memory in use ${mb(first)} after one cluster, ${mb(second)} after another`)
    if (second > first + BYTES_LEFT) problems.push(`${mb(second - first)} were left behind`)
    const after = rank(await measured.alone(), 0.5)
    tell(`work for one request ${alone.toFixed(2)} ms before, ${after.toFixed(2)} ms afterwards`)
    if (after > MORE_WORK * alone)
      problems.push(`a request is ${after} ms of work, and was ${alone}`)
    await measured.end()
    const { asked } = measured
    tell(`${asked} requests of the other cluster`)
    // the end of a watch is noted a little later
    if (!(await comes(async () => (await journal()) === numbered + asked + 1)))
      problems.push(
        `${await journal()} requests in its journal, and ${numbered} + ${asked} were made`,
      )
    for (const [code, count] of await countedOf(own))
      if (!['200', '201'].includes(code) && count !== (counted.get(code) ?? 0))
        problems.push(`its metrics tell of ${count} answers with ${code}`)
    problems.push(...measured.problems, ...differences(content, await contentOf(own)))
    own.close()
  } finally {
    host.close()
    const { code, stderr } = await stop(server)
    if (code !== 0) problems.push(`the server ended with ${code}`)
    if (stderr !== '') problems.push(`it said ${stderr.slice(0, 2000)}`)
    rmSync(cwd, { recursive: true, force: true })
  }
  return { told: lines.join('\n'), problems }
}
