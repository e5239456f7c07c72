/**
 * The thread behind replica.ts: a second API server on the same store, as clusters have them, for requests that would hold up all
 * others. It has no connections, no controllers and nothing of its own that lasts.
 */
import { parentPort, workerData } from 'node:worker_threads'
import type { Clock, ClusterTime } from '../api/clock.ts'
import type { Entropy } from '../api/entropy.ts'
import { Rounds } from '../api/rounds.ts'
import { workOnMany } from '../api/text/many-values.ts'
import { Turns } from '../api/turns.ts'
import { ServiceAccountKey } from '../authn/service-account-key.ts'
import { defaultPolicy } from '../authz/default-policy/policy.ts'
import { bearerTokens } from '../boot/authentication.ts'
import { Closing } from '../boot/closing.ts'
import { makeJudges } from '../boot/judges.ts'
import { sharedOpenApi } from '../boot/openapi.ts'
import { chosenRelease } from '../boot/release.ts'
import { admissionChain, Shelf, stockShelf } from '../boot/shelf.ts'
import { systemStopwatch } from '../boot/system.ts'
import { catalogueOf, knownSchemas } from '../boot/wire.ts'
import type { Services } from '../http/call.ts'
import { CsrDurations } from '../http/metrics/csr-durations.ts'
import { Metrics } from '../http/metrics/metrics.ts'
import { versionInfo } from '../http/version.ts'
import { resources } from '../resources/index.ts'
import { Link } from './link.ts'
import { eventFramer } from './event-framer.ts'
import type { Done, Start, Task, ToReplica, WhichClock } from './messages.ts'
import { movedWith } from './moved.ts'
import { RemoteStore } from './remote-store.ts'
import { bufferOf } from './remote-rows.ts'
import { requestAnswerer } from './request-answerer.ts'

const clockOver = (link: Link, which: WhichClock): Clock => ({
  now: () => link.ask('now', which) as number,
  after: (ms, task) => {
    let isOff = false
    void link.later('after', [which, ms]).then(() => {
      if (!isOff) task()
    })
    return () => void (isOff = true)
  },
})

const timeOver = (link: Link): ClusterTime => ({
  ...clockOver(link, 'cluster'),
  restless: clockOver(link, 'restless'),
  real: clockOver(link, 'real'),
})

const entropyOver = (link: Link): Entropy => ({
  uuid: () => link.ask('uuid') as string,
  bytes: (length) => bufferOf(link.ask('bytes', length) as Uint8Array),
})

/** Puts together what of a server answers requests: as `src/server.ts` does, and nothing else of it. */
const servicesOver = (link: Link, store: RemoteStore, start: Start): Services => {
  const { runtimeConfig, adminToken } = start
  const release = chosenRelease(start.version, start.gates)
  const clock = timeOver(link)
  const entropy = entropyOver(link)
  const turns = new Turns()
  const shelf = new Shelf()
  const judges = makeJudges(defaultPolicy(release))
  const { authorizer } = judges
  // hints know what has happened in the server, and nobody needs them for objects of so many values
  const admission = admissionChain(shelf, judges, undefined)
  const shelved = resources({
    observeDuration: (duration) => link.tell({ counted: duration }),
    authorizer,
    release,
  })
  const { schemas } = sharedOpenApi(release)
  const parts = { resources: shelved, schemas, admission, turns }
  stockShelf(shelf, { store, clock }, parts, judges, new Closing())
  const accountKey = new ServiceAccountKey({
    get: (name) => {
      const value = link.ask('setting', name) as Uint8Array | undefined
      return value && bufferOf(value)
    },
    set: () => {
      throw new Error('a replica makes no keys')
    },
  })
  const find = shelf.find.bind(shelf)
  const bearer = bearerTokens({ adminToken, accountKey, clock, find })
  const catalogue = catalogueOf(
    { release, runtimeConfig },
    { shelf, judges, admission, accountKey, bearer },
  )
  return {
    release,
    clock,
    entropy,
    catalogue,
    schemas: knownSchemas(release, shelf),
    authorizer,
    // nobody asks for them
    metrics: new Metrics({
      catalogue,
      version: versionInfo(release),
      csrDurations: new CsrDurations(),
      stopwatch: systemStopwatch,
      turns,
    }),
    turns,
    watchRounds: new Rounds(Infinity),
    frameBeside: () => Promise.reject(new Error('a replica sends no streams')),
  }
}

workOnMany()
const start = workerData as Start
const link = new Link(start.port, start.bell)
const store = new RemoteStore(link)
const services = servicesOver(link, store, start)
const answer = requestAnswerer(services)
const frame = eventFramer(services)

const work = async (task: Task): Promise<Done> => {
  if ('request' in task) {
    store.refresh()
    return { answered: await answer(task.request) }
  }
  try {
    return { frame: frame(task.event) }
  } catch (error) {
    return { failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

parentPort!.on('message', (message: ToReplica) => {
  if ('reply' in message) link.replied(message.id, message.reply)
  else void work(message.task).then((done) => link.tell({ done }, movedWith(done)))
})
