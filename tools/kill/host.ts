/**
 * Kills a server of hosted clusters while clients write to some clusters, and create, use and
 * delete others. Afterwards every acknowledged write must be present, and every acknowledged
 * creation and deletion must have taken effect.
 */
import type { Running } from '../../test/fixtures/process.ts'
import { until } from '../../test/fixtures/waits.ts'
import { Random } from '../kit/random.ts'
import { Client, CONFIG_MAPS } from '../kit/client.ts'
import { accountOf, CLUSTERS, pathIn } from '../kit/cluster-account.ts'
import { writeConfigMaps } from './server.ts'
import { Killable, type KillOptions } from './killing.ts'
import { Ledger } from './ledger.ts'

interface KilledClusters {
  /** acknowledged writes, in all clusters */
  readonly acknowledged: number
  /** acknowledged creations and deletions of clusters */
  readonly changes: number
  readonly problems: readonly string[]
}

const WRITTEN = ['a', 'b', 'c']
const WRITERS = 3
const limits = { requestsPerSecond: 1_000_000 }

/** A cluster with writes, and the token of an account with write permission. */
interface Written {
  readonly name: string
  readonly token: string
  readonly ledger: Ledger
}

const connect = (server: Running, token: string, connections: number): Client =>
  new Client(server, { connections, headers: { authorization: `Bearer ${token}` } })

/**
 * Creates and deletes clusters until the connection breaks. An unacknowledged action may or may not
 * have taken effect.
 */
class Churn {
  readonly there = new Set<string>()
  readonly unsure = new Set<string>()
  changes = 0
  #count = 0

  async go(host: Client, random: Random): Promise<void> {
    for (;;) {
      const name = `new-${this.#count++}`
      await this.#sure(name, () => host.must('POST', CLUSTERS, { names: [name], limits }))
      this.there.add(name)
      // uses some clusters, so that used and unused ones are checked after the kill
      if (random.chance(50)) await host.ask('GET', pathIn(name, '/readyz'))
      const [oldest] = this.there
      if (this.there.size < 8) continue
      this.there.delete(oldest!)
      await this.#sure(oldest!, () => host.must('DELETE', `${CLUSTERS}/${oldest}`))
    }
  }

  async #sure(name: string, ask: () => Promise<unknown>): Promise<void> {
    this.unsure.add(name)
    await ask()
    this.unsure.delete(name)
    this.changes++
  }

  /**
   * Returns the differences between the clusters found after a restart and the acknowledged
   * changes. For unacknowledged changes, adopts the state that was found.
   */
  judge(found: readonly string[]): string[] {
    const all = new Set(found)
    const lost = [...this.there].filter((name) => !all.has(name) && !this.unsure.has(name))
    const extra = found.filter((name) => !this.there.has(name) && !this.unsure.has(name))
    for (const name of this.unsure)
      if (all.has(name)) this.there.add(name)
      else this.there.delete(name)
    this.unsure.clear()
    return [
      ...lost.map((name) => `the cluster ${name} was created and is missing`),
      ...extra.map((name) => `the cluster ${name} was deleted and still exists`),
    ]
  }
}

/**
 * Starts all clients, kills the host `ms` after the first created cluster, and waits for the
 * clients to end.
 */
const load = async (
  killable: Killable,
  written: readonly Written[],
  churn: Churn,
  random: Random,
  ms: number,
): Promise<void> => {
  const { server } = killable
  const host = new Client(server)
  const clients: Client[] = []
  const work = written.flatMap(({ name, token, ledger }) => {
    const client = connect(server, token, WRITERS)
    clients.push(client)
    return Array.from({ length: WRITERS }, (_, i) =>
      writeConfigMaps(client, ledger, i, random, pathIn(name, CONFIG_MAPS)).catch(
        (error: unknown) => ledger.broken(error),
      ),
    )
  })
  const before = churn.changes
  const churning = churn
    .go(host, random)
    .catch((error: unknown) => written[0]!.ledger.broken(error))
  // an overloaded machine may take longer than `ms` for the first change
  await until(() => churn.changes > before)
  await killable.kill(ms, churning, ...work)
  for (const client of [host, ...clients]) client.close()
}

export const killClusters = async (options: KillOptions): Promise<KilledClusters> => {
  const random = new Random(options.seed)
  const killable = new Killable('--clusters')
  const churn = new Churn()
  const problems: string[] = []
  try {
    await killable.start()
    const host = new Client(killable.server)
    await host.must('POST', CLUSTERS, { names: WRITTEN, limits })
    const written: Written[] = []
    for (const name of WRITTEN)
      written.push({ name, token: await accountOf(host, name), ledger: new Ledger() })
    host.close()
    for (let kills = 1; kills <= options.kills && problems.length === 0; kills++) {
      const ms = 50 + random.int(options.longestMs - 50)
      await load(killable, written, churn, random, ms)
      await killable.start()
      const { server } = killable
      const client = new Client(server)
      const { clusters } = await client.must('GET', CLUSTERS)
      const names = clusters.map(({ name }: { name: string }) => name)
      problems.push(...churn.judge(names.filter((name: string) => !WRITTEN.includes(name))))
      // both used and unused clusters respond
      for (const name of churn.there) {
        const { code } = await client.ask('GET', pathIn(name, '/readyz'), undefined, {
          authorization: '',
        })
        if (code !== 200) problems.push(`the cluster ${name} answers ${code}`)
      }
      client.close()
      for (const { name, token, ledger } of written) {
        const own = connect(server, token, 1)
        const { items, metadata } = await own.must('GET', pathIn(name, CONFIG_MAPS))
        ledger.compare(items, Number(metadata.resourceVersion))
        own.close()
        problems.push(...ledger.problems.map((problem) => `in ${name}: ${problem}`))
      }
      options.report?.(
        `kill ${kills}: ${written.map(({ ledger }) => ledger.summary()).join('; ')}; ${churn.changes} clusters created or deleted`,
      )
    }
    const acknowledged = written.reduce((sum, { ledger }) => sum + ledger.totals().acknowledged, 0)
    return { acknowledged, changes: churn.changes, problems }
  } finally {
    await killable.end()
  }
}
