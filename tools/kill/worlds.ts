/**
 * Kills a server while it restores worlds (snapshots, or the initial state). Afterwards, besides
 * the objects written at every start, it must have exactly those of one world: the last one
 * acknowledged, or the one being restored.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Running } from '../../test/fixtures/process.ts'
import { Random } from '../kit/random.ts'
import { Client, CONFIG_MAPS } from '../kit/client.ts'
import { Killable, type KillOptions } from './killing.ts'

interface KilledWorlds {
  /** acknowledged restores */
  readonly acknowledged: number
  /** kills during a restore */
  readonly unanswered: number
  /** mixtures and losses; should be empty */
  readonly problems: readonly string[]
}

const OBJECTS = 300
const WORLDS = ['a', 'b', 'first'] as const
type World = (typeof WORLDS)[number]

const MANAGEMENT = '/csrlab/v1'
const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'

const configMaps = (value: string): string =>
  Array.from({ length: OBJECTS }, (_, i) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `m${i}`, labels: { world: value } },
      data: { value },
    }),
  ).join('\n---\n')

/** Creates two different sets of objects, and saves each as a snapshot. */
const prepare = async (server: Running): Promise<void> => {
  const client = new Client(server)
  for (const world of ['a', 'b']) {
    await client.must('POST', `${MANAGEMENT}/populate`, configMaps(world))
    await client.must('PUT', `${MANAGEMENT}/snapshots/${world}`, {})
  }
  client.close()
}

class Observer {
  readonly problems: string[] = []
  acknowledged = 0
  unanswered = 0
  #told: World = 'b'
  #asked: World | undefined
  #version = 0
  #roles: number | undefined

  /** Restores one world after the other until the connection breaks. */
  async work(client: Client, random: Random, onFirst: () => void): Promise<void> {
    try {
      for (;;) {
        this.#asked = random.pick(WORLDS)
        const path = this.#asked === 'first' ? '/reset' : `/snapshots/${this.#asked}/restore`
        await client.must('POST', `${MANAGEMENT}${path}`, {})
        this.#told = this.#asked
        this.#asked = undefined
        this.acknowledged++
        onFirst()
      }
    } catch {
      if (this.#asked !== undefined) this.unanswered++
    }
  }

  /** Checks the objects after a restart. */
  async look(client: Client): Promise<void> {
    const { items, metadata } = await client.must('GET', `${CONFIG_MAPS}?labelSelector=world`)
    const worlds = new Set<string>(items.map(({ data }: { data: { value: string } }) => data.value))
    const [found = 'first'] = worlds
    if (worlds.size > 1 || (worlds.size === 1 && items.length !== OBJECTS))
      this.problems.push(`${items.length} objects of ${[...worlds].join(' and ')}`)
    else if (found !== this.#told && found !== this.#asked)
      this.problems.push(`${found} is there, not ${this.#told} or ${this.#asked}`)
    this.#told = found as World
    this.#asked = undefined
    const version = Number(metadata.resourceVersion)
    if (version < this.#version) this.problems.push(`version ${version} after ${this.#version}`)
    this.#version = version
    const { items: roles } = await client.must('GET', ROLES)
    this.#roles ??= roles.length
    if (roles.length !== this.#roles) this.problems.push(`${roles.length} roles are there`)
    const { snapshots } = await client.must('GET', `${MANAGEMENT}/snapshots`)
    if (snapshots.length !== 2) this.problems.push(`${snapshots.length} snapshots are there`)
  }
}

export const killWorlds = async (options: KillOptions): Promise<KilledWorlds> => {
  const random = new Random(options.seed)
  const observer = new Observer()
  const killable = new Killable()
  const look = async (): Promise<void> => {
    const client = new Client(killable.server)
    await observer.look(client)
    client.close()
  }
  try {
    await killable.start()
    await prepare(killable.server)
    for (let i = 0; i < options.kills && observer.problems.length === 0; i++) {
      await look()
      const { server } = killable
      const client = new Client(server)
      let working = Promise.resolve()
      await new Promise<void>((resolve) => {
        working = observer.work(client, random, resolve)
      })
      await sleep(random.int(options.longestMs))
      server.process.kill('SIGKILL')
      await Promise.all([working, server.ended])
      client.close()
      await killable.withCopy(
        async () => undefined,
        (text) => observer.problems.push(text),
      )
      await killable.start()
      await look()
      options.report?.(`kill ${i + 1}: ${observer.acknowledged} worlds restored`)
    }
    const { acknowledged, unanswered, problems } = observer
    return { acknowledged, unanswered, problems }
  } finally {
    await killable.end()
  }
}
