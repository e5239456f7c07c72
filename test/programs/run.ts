/**
 * Random programs over everything that a server stores, and what must hold after each of their steps.
 *
 *   npm run programs -- 20000
 *
 * The number is that of steps; a second one is the seed of an earlier run, which is then the same run. Nothing that is refused and no dry
 * run may change anything, a dry run is answered with the code of the request itself, what GET gives PUT takes in each of its forms and
 * changes nothing, a list is what was listed at the start with every event of a watch since, pages, selectors and tables say the same as
 * the list, owners own what is there, every answer is as the OpenAPI document describes it, and no bug is answered.
 */
import { pathToFileURL } from 'node:url'
import { sharedOpenApi } from '../../src/server/openapi.ts'
import { releaseOf } from '../../src/apimachinery/release/releases.ts'
import { Random } from '../fixtures/random.ts'
import { Client, startServer, type Teardown } from '../fixtures/server.ts'
import { CLUSTERS } from './clusters.ts'
import { collections } from './collections.ts'
import { Program } from './program.ts'
import { Recorded } from './recorded.ts'
import { readProblems } from './reads.ts'
import { seedsOf } from './seeds.ts'
import { State } from './state.ts'
import { Steps } from './steps.ts'

export interface Programs {
  /** how often each code was answered */
  readonly codes: Readonly<Record<string, number>>
  /** resources and subresources by the verbs that were taken: so many answers below 300 */
  readonly taken: Readonly<Record<string, number>>
  /** what must not be; empty is the aim */
  readonly problems: readonly string[]
}

export interface ProgramsOptions {
  readonly steps: number
  readonly seed: number
}

/** A run ends when it has found so many. */
const ENOUGH = 20
/** In every so many steps all collections are compared, not only the one in question. */
const ALL_EVERY = 50
/** In every so many steps one collection is read in every way there is. */
const READ_EVERY = 4

/** Runs programs of so many steps, half of them of recorded requests where there are recordings. Never throws for what it finds. */
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , steps = '20000', seed = String(Date.now() % 1e9)] = process.argv
  console.log(`${steps} steps, seed ${seed}`)
  const endings: (() => unknown)[] = []
  const result = await runPrograms(
    { teardown: (task) => endings.unshift(task) },
    { steps: Number(steps), seed: Number(seed) },
  )
  for (const end of endings) await end()
  console.log(`codes: ${JSON.stringify(result.codes)}`)
  console.log(`taken: ${JSON.stringify(result.taken)}`)
  for (const problem of result.problems) console.log(problem)
  console.log(`${result.problems.length} problems`)
  process.exitCode = result.problems.length === 0 ? 0 : 1
}
