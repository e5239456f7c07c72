/**
 * Kills the server with SIGKILL at random moments while it restores snapshots and resets, and looks at what is there after its restart:
 * the objects of one world and no other, the one that was told or the one that was being brought back, and what every start writes.
 *
 *   npm run build && node --import ./build/loader/register.mjs test/reliability/kill-worlds.ts 100
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Running, serve } from '../cli/process.ts'
import { verifyStore } from '../../src/store/verify.ts'
import { Random } from '../fixtures/random.ts'
import { Client, CONFIG_MAPS } from './client.ts'

export interface KilledWorlds {
  /** worlds that were brought back and told so */
  readonly acknowledged: number
  /** kills while one was being brought back */
  readonly unanswered: number
  /** what was mixed or lost; empty is the aim */
  readonly problems: readonly string[]
}

export interface KillWorldsOptions {
  readonly kills: number
  readonly seed: number
  /** the longest that a server lives once it has brought back one, in milliseconds */
  readonly longestMs: number
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
  ).join('\n')

/** Fills a cluster twice, and keeps each as a snapshot. */
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

  /** Brings back one world after the other until the connection breaks. */
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

  /** What is there after a restart. */
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

  /** Holds a copy of the file against itself. */
  verify({ dataDir }: Running, copy: string): void {
    const suffixes = ['', '-wal'].filter((suffix) =>
      existsSync(join(dataDir, `csrlab.db${suffix}`)),
    )
    for (const suffix of suffixes) copyFileSync(join(dataDir, `csrlab.db${suffix}`), copy + suffix)
    this.problems.push(...verifyStore(copy).problems)
    for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true })
  }
}

export const killWorlds = async (options: KillWorldsOptions): Promise<KilledWorlds> => {
  const random = new Random(options.seed)
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-worlds-'))
  const start = (): Promise<Running> => serve(['--port', '0', '--log-level', 'error'], { cwd })
  const observer = new Observer()
  let server = await start()
  try {
    await prepare(server)
    for (let i = 0; i < options.kills && observer.problems.length === 0; i++) {
      const client = new Client(server)
      await observer.look(client)
      let working = Promise.resolve()
      await new Promise<void>((resolve) => {
        working = observer.work(client, random, resolve)
      })
      await sleep(random.int(options.longestMs))
      server.process.kill('SIGKILL')
      await Promise.all([working, server.ended])
      client.close()
      observer.verify(server, join(cwd, 'copy.db'))
      server = await start()
      const after = new Client(server)
      await observer.look(after)
      after.close()
    }
    const { acknowledged, unanswered, problems } = observer
    return { acknowledged, unanswered, problems }
  } finally {
    server.process.kill('SIGKILL')
    await server.ended
    rmSync(cwd, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , kills = '100', seed = String(Date.now() % 1e9)] = process.argv
  console.log(`${kills} kills, seed ${seed}`)
  const result = await killWorlds({ kills: Number(kills), seed: Number(seed), longestMs: 600 })
  console.log(JSON.stringify(result, undefined, 2))
  process.exitCode = result.problems.length === 0 ? 0 : 1
}
