/**
 * Runs programs: random sequences of writes to all resources. Checks that rejected requests and dry
 * runs change nothing, that PUT accepts the result of GET, that lists agree with watches, pages,
 * selectors and tables, that list items in managedFields exist, and that responses match
 * openapi.yaml.
 */
import { sharedOpenApi } from '../../src/server/openapi.ts'
import { releaseOf } from '../../src/apimachinery/release/known-releases.ts'
import { report, withTeardown } from '../kit/running.ts'
import { Random } from '../kit/random.ts'
import { Client, startServer } from '../../test/fixtures/server.ts'
import type { ServerOptions } from '../../src/server/options.ts'
import { FOLDERS } from '../../test/golden/folders.ts'
import { collections } from './programs/collections.ts'
import { NextRequest } from './programs/next-request.ts'
import { readProblems } from './programs/reads.ts'
import { seedsOf } from './programs/seeds.ts'
import { State } from './programs/state.ts'
import { Steps } from './programs/steps.ts'

export interface Programs {
  readonly codes: Readonly<Record<string, number>>
  readonly taken: Readonly<Record<string, number>>
  /** violations; should be empty */
  readonly problems: readonly string[]
}

export interface ProgramsOptions {
  readonly steps: number
  readonly seed: number
}

/** Number of steps in a program; longer programs take too long to shrink. */
const LENGTH = 400
/** Number of programs with problems after which the run ends. */
const ENOUGH = 5
/** Average number of steps between comparisons of all collections. */
const ALL_EVERY = 50
/** Average number of steps between complete reads of a collection. */
const READ_EVERY = 4

type Cluster = Omit<ServerOptions, 'clock'>
const TARGETS: readonly Cluster[] = [
  FOLDERS['v1.36-features'],
  FOLDERS['v1.36'],
  FOLDERS['v1.34'],
  { kubernetesVersion: 'v1.37' },
]

/** Runs one step per seed on a new server, until a step shows a problem. */
const runProgram = (options: Cluster, seeds: readonly number[]): Promise<Steps> =>
  withTeardown(async (t) => {
    const server = await startServer(t, { ...options, hints: false, insecurePort: 0 })
    const client = new Client(server.server, server.insecureUrl!)
    t.teardown(() => client.disconnect())
    await client.namespace('other')
    await client.create('/api/v1/nodes', { metadata: { name: 'a' } })
    const states = await Promise.all(
      (await collections(client)).map((collection) => State.follow(client, collection)),
    )
    t.teardown(() => states.forEach((state) => state.stop()))
    const { schemas } = sharedOpenApi(releaseOf(options.kubernetesVersion!)!)
    const random = new Random(0)
    const generated = new NextRequest(
      random,
      schemas,
      seedsOf(server.server.authority.certificatePem),
    )
    const run = new Steps(client, states)
    for (const seed of seeds) {
      // a step depends on earlier ones only through stored objects
      random.restart(seed)
      const state = random.pick(states)
      const sent = generated.next(state)
      if (sent !== undefined) await run.step(sent, state, random.chance(4))
      if (random.chance(READ_EVERY))
        await run.look((of) => readProblems(client, of, random), random.pick(states))
      if (random.chance(ALL_EVERY)) await run.all()
      if (run.problems.length > 0) return run
    }
    await run.all()
    return run
  })

/** Removes ever smaller groups of steps; undoes each removal after which `fails` is false. */
const fewest = async (
  all: readonly number[],
  fails: (seeds: readonly number[]) => Promise<boolean>,
): Promise<readonly number[]> => {
  let left = all
  for (let size = Math.ceil(left.length / 2); ; size = Math.ceil(size / 2)) {
    for (let at = 0; at < left.length;) {
      const fewer = left.toSpliced(at, size)
      if (await fails(fewer)) left = fewer
      else at += size
    }
    if (size === 1) return left
  }
}

const hasProblems = ({ problems }: Steps): boolean => problems.length > 0

const add = (counts: Record<string, number>, more: Readonly<Record<string, number>>): void => {
  for (const [what, count] of Object.entries(more)) counts[what] = (counts[what] ?? 0) + count
}

export const runPrograms = async ({ steps, seed }: ProgramsOptions): Promise<Programs> => {
  const random = new Random(seed)
  const [codes, taken]: Record<string, number>[] = [{}, {}]
  const problems: string[] = []
  for (let done = 0; done < steps && problems.length < ENOUGH; done += LENGTH) {
    const cluster = TARGETS[(seed + done / LENGTH) % TARGETS.length]!
    const length = Math.min(LENGTH, steps - done)
    const seeds = Array.from({ length }, () => random.int(2 ** 31))
    const run = await runProgram(cluster, seeds)
    add(codes!, run.codes)
    add(taken!, run.taken)
    if (!hasProblems(run)) continue
    const few = await fewest(seeds, async (fewer) => hasProblems(await runProgram(cluster, fewer)))
    const again = await runProgram(cluster, few)
    const shown = hasProblems(again) ? again : run
    problems.push([...shown.problems, ...shown.requests].join('\n  '))
  }
  return { codes: codes!, taken: taken!, problems }
}

export const main = async (steps: number, seed: number): Promise<boolean> => {
  const { codes, taken, problems } = await runPrograms({ steps, seed })
  console.log(`codes: ${JSON.stringify(codes)}`)
  console.log(`taken: ${JSON.stringify(taken)}`)
  return report(problems)
}
