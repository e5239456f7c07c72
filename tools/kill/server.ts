/**
 * Kills a server under load. Afterwards every acknowledged write must be present, and no
 * unacknowledged write may be partial. ResourceVersions must only grow, and a resumed watch must
 * show each change once or get a 410. No serial number may be used twice, and approved CSRs must be
 * signed.
 */
import { X509Certificate } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '../../src/storage/sqlite.ts'
import { Random } from '../kit/random.ts'
import { Client, CONFIG_MAPS, CSRS } from '../kit/client.ts'
import { Killable, type KillOptions } from './killing.ts'
import { Ledger } from './ledger.ts'
import { approval, csr, makeRequests } from '../kit/requests.ts'

interface Killed {
  readonly kills: number
  /** acknowledged writes */
  readonly acknowledged: number
  /** writes without a response */
  readonly unanswered: number
  readonly certificates: number
  /** CSRs that were approved but unsigned at a kill */
  readonly signedAfter: number
  /** watches that were resumed after a kill */
  readonly resumed: number
  /** events that the resumed watches received */
  readonly events: number
  /** watches that could not be resumed after a kill (410) */
  readonly expired: number
  /** losses and corruptions; should be empty */
  readonly problems: readonly string[]
}

const WRITERS = 6

/**
 * Creates, updates and deletes the writer's own config maps until the connection breaks.
 * `collection`: their path.
 */
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

/** Repeats the value in many places, so that a partial write is visible. */
const body = (name: string, value: number): object => ({
  metadata: { name },
  data: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`part${i}`, `${value}`])),
})

/** Creates CSRs and approves them until the connection breaks. */
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

/** Watches all config maps for about `ms`; after the kill, `resume` gets the later events. */
const follow = async (client: Client, ledger: Ledger, ms: number): Promise<void> => {
  const until = performance.now() + ms
  const query = `watch=true&resourceVersion=${ledger.position}`
  for await (const event of client.watch(`${CONFIG_MAPS}?${query}`)) {
    ledger.seen(event)
    if (performance.now() > until) break
  }
}

/** Approves many CSRs at once, shortly before the kill. */
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

/** Starts all clients, kills the server after `ms`, and waits for the clients to end. */
const load = async (
  killable: Killable,
  ledger: Ledger,
  requests: readonly string[],
  random: Random,
  ms: number,
): Promise<void> => {
  const client = new Client(killable.server)
  const { items, metadata } = await client.must('GET', CONFIG_MAPS)
  ledger.listed(items, Number(metadata.resourceVersion))
  const many = new Client(killable.server, { connections: requests.length })
  const work = [
    follow(client, ledger, random.int(ms)),
    approveMany(many, ledger, requests, sleep(ms - random.int(30))),
    ...Array.from({ length: WRITERS }, (_, i) => writeConfigMaps(client, ledger, i, random)),
    requestCertificates(client, ledger, requests),
    requestCertificates(client, ledger, requests),
  ].map((working) => working.catch((error: unknown) => ledger.broken(error)))
  await killable.kill(ms, ...work)
  client.close()
  many.close()
}

/** Counts approved but unsigned CSRs in a copy of the database; the next start must sign them. */
const unsignedIn = async (copy: string, ledger: Ledger): Promise<number> => {
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
  }
}

/**
 * Resumes the watch at `ledger.position`, and lets the ledger check that each change came once and
 * that the result equals a list.
 */
const resume = async (client: Client, ledger: Ledger): Promise<void> => {
  const list = await client.must('GET', CONFIG_MAPS)
  const end = Number(list.metadata.resourceVersion)
  const events: any[] = []
  const query = `watch=true&resourceVersion=${ledger.position}&allowWatchBookmarks=true&timeoutSeconds=3`
  // the final bookmark shows that all events have arrived
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

export const killServer = async (options: KillOptions): Promise<Killed> => {
  const random = new Random(options.seed)
  const requests = await makeRequests(40)
  const ledger = new Ledger()
  const killable = new Killable()
  try {
    await killable.start()
    let kills = 0
    while (kills < options.kills && ledger.problems.length === 0) {
      kills++
      const ms = 50 + random.int(options.longestMs - 50)
      await load(killable, ledger, requests, random, ms)
      await killable.withCopy(
        async (copy) => ledger.unsignedAtStart(await unsignedIn(copy, ledger)),
        (text) => ledger.problem(text),
      )
      await killable.start()
      const client = new Client(killable.server)
      const { items, metadata } = await client.must('GET', CONFIG_MAPS)
      ledger.compare(items, Number(metadata.resourceVersion))
      await resume(client, ledger)
      await waitForSignatures(client, ledger)
      // deleted, so that the next round starts with few CSRs
      for (const name of ledger.forgetRequests()) await client.ask('DELETE', `${CSRS}/${name}`)
      client.close()
      options.report?.(`kill ${kills}: ${ledger.summary()}`)
    }
    return { kills, ...ledger.totals() }
  } finally {
    await killable.end()
  }
}
