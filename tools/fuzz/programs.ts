/**
 * Random programs of writes to all resources, with checks after each step: rejected requests and
 * dry runs change nothing, PUT accepts what GET returned, lists agree with watches, pages,
 * selectors and tables, owned fields exist, responses match openapi.yaml.
 */
import { sharedOpenApi } from '../../src/server/openapi.ts'
import { releaseOf } from '../../src/apimachinery/release/releases.ts'
import { report, withTeardown } from '../kit/program.ts'
import { Random } from '../kit/random.ts'
import { Client, startServer, type Teardown } from '../../test/fixtures/server.ts'
import { CLUSTERS } from './programs/clusters.ts'
import { collections } from './programs/collections.ts'
import { Program } from './programs/program.ts'
import { Recorded } from './programs/recorded.ts'
import { readProblems } from './programs/reads.ts'
import { seedsOf } from './programs/seeds.ts'
import { State } from './programs/state.ts'
import { Steps } from './programs/steps.ts'

export interface Programs {
  /** number of responses by status code */
  readonly codes: Readonly<Record<string, number>>
  /** number of successful responses by resource or subresource, and verb */
  readonly taken: Readonly<Record<string, number>>
  /** violations; should be empty */
  readonly problems: readonly string[]
}

export interface ProgramsOptions {
  readonly steps: number
  readonly seed: number
}

/** A run stops after so many problems. */
const ENOUGH = 20
/** Interval of steps at which all collections are compared. */
const ALL_EVERY = 50
/** Interval of steps at which one collection is read in every way. */
const READ_EVERY = 4

/**
 * Runs programs of so many steps, half of them from recordings if there are any. Never throws for
 * problems found.
 */
export const runPrograms = async (
  t: Teardown,
  { steps, seed }: ProgramsOptions,
): Promise<Programs> => {
  const random = new Random(seed)
  const options = CLUSTERS[seed % CLUSTERS.length]!
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
  const program = new Program(random, schemas, seedsOf(server.server.authority.certificatePem))
  const recorded = new Recorded(random, 'v1.36')
  const run = new Steps(client, states)
  for (let step = 0; step < steps && run.problems.length < ENOUGH; step++) {
    const where = `seed ${seed}, step ${step}`
    if (random.chance(4)) {
      const answer = await run.step(where, recorded.next(), false)
      if (answer !== undefined) recorded.answered(answer)
    } else {
      const sent = program.next(random.pick(states))
      const dryRun = random.chance(4)
      if (sent !== undefined) await run.step(where, sent, dryRun)
    }
    if (step % READ_EVERY === 0)
      await run.look(where, (of) => readProblems(client, of, random), random.pick(states))
    if (step % ALL_EVERY === ALL_EVERY - 1) await run.all(where)
  }
  await run.all(`seed ${seed}, at the end`)
  const { codes, taken, problems } = run
  return { codes, taken, problems }
}

export const main = (steps: number, seed: number): Promise<boolean> =>
  withTeardown(async (t) => {
    const { codes, taken, problems } = await runPrograms(t, { steps, seed })
    console.log(`codes: ${JSON.stringify(codes)}`)
    console.log(`taken: ${JSON.stringify(taken)}`)
    return report(problems)
  })
