/**
 * Kills the server with SIGKILL at random moments under load, and looks at what is there after its restart.
 *
 *   npm run kill -- 100
 *
 * The number is that of kills; a second one is the seed of an earlier run. What it checks: every acknowledged write is there, none
 * that was not acknowledged is half there, resourceVersions only grow, watches that are resumed see each change once or get a 410,
 * no serial number is used twice, requests that were approved are signed.
 */
import { X509Certificate } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Running, serve } from '../cli/process.ts'
import { openStore } from '../../src/store/sqlite.ts'
import { verifyStore } from '../../src/store/verify.ts'
import { Random } from '../fixtures/random.ts'
import { Client, CONFIG_MAPS, CSRS } from './client.ts'
import { Ledger } from './ledger.ts'
import { approval, csr, makeRequests } from './requests.ts'

export interface Killed {
  readonly kills: number
  /** writes that were acknowledged */
  readonly acknowledged: number
  /** writes whose answer never came */
  readonly unanswered: number
  readonly certificates: number
  /** requests that were approved and not signed at a kill */
  readonly signedAfter: number
  /** watches that were resumed from before a kill, and the changes that they have seen since */
  readonly resumed: number
  readonly events: number
  /** watches that got a 410 instead */
  readonly expired: number
  /** what was lost or broken; empty is the aim */
  readonly problems: readonly string[]
}

export interface KillOptions {
  readonly kills: number
  readonly seed: number
  /** the longest that a server lives under load, in milliseconds */
  readonly longestMs: number
  report?(line: string): void
}

const WRITERS = 6

/** Writes config maps until the connection breaks: creates, updates and deletes names of its own. `collection`: their path. */
export const writeConfigMaps = async (
  client: Client,
  ledger: Ledger,
  writer: number,
  random: Random,
  collection = CONFIG_MAPS,
): Promise<void> => {
  for (;;) {
    const name = `w${writer}-${random.int(15)}`
    const path = `${collection}/${name}`
    const known = ledger.latest(name)
    if (known === undefined) {
      const value = ledger.intend(name, 'write')
      ledger.acknowledge(name, value, await client.must('POST', collection, body(name, value)))
    } else if (random.chance(5)) {
      ledger.intend(name, 'delete')
      await client.must('DELETE', path)
      ledger.deleted(name)
    } else {
      const value = ledger.intend(name, 'write')
      ledger.acknowledge(name, value, await client.must('PUT', path, body(name, value)))
    }
  }
}

/** One value in many places, so that half of an object shows. */
const body = (name: string, value: number): object => ({
  metadata: { name },
  data: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`part${i}`, `${value}`])),
})

/** Creates requests and approves them until the connection breaks. */
const requestCertificates = async (
  client: Client,
  ledger: Ledger,
  requests: readonly string[],
): Promise<void> => {
  for (;;) {
    const name = ledger.newRequest()
    await client.must('POST', CSRS, csr(name, requests[name.length % requests.length]!))
    await client.must('PUT', `${CSRS}/${name}/approval`, approval(name))
    ledger.approved(name)
  }
}

/** Follows all config maps for a while: what comes after it is left to the watch that resumes. */
const follow = async (client: Client, ledger: Ledger, ms: number): Promise<void> => {
  const until = performance.now() + ms
  const query = `watch=true&resourceVersion=${ledger.position}`
  for await (const event of client.watch(`${CONFIG_MAPS}?${query}`)) {
    ledger.seen(event)
    if (performance.now() > until) break
  }
}

/** Approves many requests at the same moment, shortly before the end. */
const approveMany = async (
  client: Client,
  ledger: Ledger,
  requests: readonly string[],
  until: Promise<void>,
): Promise<void> => {
  const names = requests.map(() => ledger.newRequest())
  await Promise.all(names.map((name, i) => client.must('POST', CSRS, csr(name, requests[i]!))))
  await until
  const approve = async (name: string): Promise<void> => {
    await client.must('PUT', `${CSRS}/${name}/approval`, approval(name))
    ledger.approved(name)
  }
  for (const end of await Promise.allSettled(names.map(approve)))
    if (end.status === 'rejected') ledger.broken(end.reason)
}

/** Lets everybody at it, kills the server after a while, and waits for the last of them. */
const load = async (
  server: Running,
  ledger: Ledger,
  requests: readonly string[],
  random: Random,
  ms: number,
): Promise<void> => {
  const client = new Client(server)
  const { items, metadata } = await client.must('GET', CONFIG_MAPS)
  ledger.listed(items, Number(metadata.resourceVersion))
  const many = new Client(server, { connections: requests.length })
  const work = [
    follow(client, ledger, random.int(ms)),
    approveMany(many, ledger, requests, sleep(ms - random.int(30))),
    ...Array.from({ length: WRITERS }, (_, i) => writeConfigMaps(client, ledger, i, random)),
    requestCertificates(client, ledger, requests),
    requestCertificates(client, ledger, requests),
  ].map((working) => working.catch((error: unknown) => ledger.broken(error)))
  await sleep(ms)
  server.process.kill('SIGKILL')
  await Promise.all([...work, server.ended])
  client.close()
  many.close()
}

/** The requests that the file holds as approved and unsigned: what the server finds at its start. Works on a copy. */
const unsignedIn = async (server: Running, ledger: Ledger, copy: string): Promise<number> => {
  for (const suffix of ['', '-wal']) {
    const file = join(server.dataDir, `csrlab.db${suffix}`)
    if (existsSync(file)) copyFileSync(file, copy + suffix)
  }
  for (const problem of verifyStore(copy).problems) ledger.problem(problem)
  const store = openStore({ path: copy })
  try {
    const { rows } = store.collection('/registry/certificatesigningrequests/').list()
    return rows.filter(({ key, value }) => {
      const { status } = JSON.parse(value.toString())
      if (!ledger.isApproved(key.split('/').at(-1)!)) return false
      return status.certificate === undefined
    }).length
  } finally {
    await store.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true })
  }
}

/** Whether a resumed watch sees each change since `ledger.position` once, and ends where a list stands. */
const resume = async (client: Client, ledger: Ledger): Promise<void> => {
  const list = await client.must('GET', CONFIG_MAPS)
  const end = Number(list.metadata.resourceVersion)
  const events: any[] = []
  const query = `watch=true&resourceVersion=${ledger.position}&allowWatchBookmarks=true&timeoutSeconds=3`
  // the bookmark before its end says that everything has come
  for await (const event of client.watch(`${CONFIG_MAPS}?${query}`)) {
    events.push(event)
    if (Number(event.object.metadata?.resourceVersion) >= end) break
  }
  ledger.resumed(events, list.items)
}

const waitForSignatures = async (client: Client, ledger: Ledger): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    const { items } = await client.must('GET', CSRS)
    const unsigned = items.filter(
      ({ metadata, status }: any) =>
        ledger.isApproved(metadata.name) && status.certificate === undefined,
    )
    if (unsigned.length === 0) {
      const serials = items.flatMap(({ metadata, status }: any) =>
        status.certificate === undefined
          ? []
          : [[metadata.name, new X509Certificate(Buffer.from(status.certificate, 'base64'))]],
      )
      ledger.certificates(
        items.map(({ metadata }: any) => metadata.name),
        serials,
      )
      return
    }
    await sleep(50)
  }
  ledger.problem('an approved request is still not signed, 10 s after the restart')
}

export const kill = async (options: KillOptions): Promise<Killed> => {
  const random = new Random(options.seed)
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-kill-'))
  const start = (): Promise<Running> => serve(['--port', '0', '--log-level', 'error'], { cwd })
  const requests = await makeRequests(40)
  const ledger = new Ledger()
  let server = await start()
  try {
    for (let kills = 1; kills <= options.kills; kills++) {
      await load(server, ledger, requests, random, 50 + random.int(options.longestMs - 50))
      ledger.unsignedAtStart(await unsignedIn(server, ledger, join(cwd, 'copy.db')))
      server = await start()
      const client = new Client(server)
      const { items, metadata } = await client.must('GET', CONFIG_MAPS)
      ledger.compare(items, Number(metadata.resourceVersion))
      await resume(client, ledger)
      await waitForSignatures(client, ledger)
      // what the signer has done is known, and the next round starts with few
      for (const name of ledger.forgetRequests()) await client.ask('DELETE', `${CSRS}/${name}`)
      client.close()
      options.report?.(`kill ${kills}: ${ledger.summary()}`)
      if (ledger.problems.length > 0) break
    }
    return { kills: options.kills, ...ledger.totals() }
  } finally {
    server.process.kill('SIGKILL')
    await server.ended
    rmSync(cwd, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , kills = '100', seed = String(Date.now() % 1e9)] = process.argv
  console.log(`${kills} kills, seed ${seed}`)
  const report = (line: string): void => console.log(line)
  const result = await kill({ kills: Number(kills), seed: Number(seed), longestMs: 1500, report })
  console.log(JSON.stringify(result, undefined, 2))
  process.exitCode = result.problems.length === 0 ? 0 : 1
}
