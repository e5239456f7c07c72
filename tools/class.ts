/**
 * Measures a class: creation, memory, and the first request to a sleeping cluster.
 *
 *   npm run tool -- class [--learners 200] [--labs jane,groups,tokens] [--working 30]
 *
 * Takes about four minutes.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Room } from './class/room.ts'
import { type Client, CSRS } from './kit/client.ts'
import { mb } from './kit/process-size.ts'
import { approval, csr, makeRequests } from './kit/requests.ts'
import { ProcessorTime } from './kit/processor-time.ts'

/** sleeping clusters that get a request */
const FIRST = 40
const ROUNDS = 20
const PAUSE_MS = 1000
/** Clusters sleep after a minute without requests; this is longer. */
const REST_MS = 75_000

const say = (what: string, value: string): void => console.log(`${what.padEnd(52)}${value}`)

/** Measures for `ms` milliseconds how much of a core the process uses. */
const share = async (pid: number, ms: number): Promise<string> => {
  const clock = new ProcessorTime(pid)
  const before = clock.read()
  await sleep(ms)
  return `${(((clock.read() - before) / ms) * 100).toFixed(1)} % of a core`
}

/** A learner's session: kubectl's discovery, a watch, and CSRs that are approved. */
const work = async (client: Client, request: string): Promise<void> => {
  for (const path of ['/api', '/apis', '/openapi/v3', '/version']) await client.ask('GET', path)
  const watching = (async () => {
    for await (const { type } of client.watch(`${CSRS}?watch=1`)) if (type === 'DELETED') return
  })()
  for (let i = 0; i < ROUNDS; i++) {
    await client.must('POST', CSRS, csr(`work-${i}`, request))
    await client.must('PUT', `${CSRS}/work-${i}/approval`, approval(`work-${i}`))
    await client.must('GET', CSRS)
    await sleep(PAUSE_MS)
  }
  await client.must('DELETE', `${CSRS}/work-0`)
  await watching
}

const measureWork = async (room: Room, learners: number): Promise<void> => {
  const clients = Array.from({ length: learners }, (_, i) => room.learner(i, 0))
  const [request] = await makeRequests(1)
  const before = await room.spent()
  let most = 0
  let isOver = false
  const looking = (async () => {
    while (!isOver) {
      most = Math.max(most, room.resident)
      await sleep(200)
    }
  })()
  const begun = performance.now()
  await Promise.all(clients.map((client) => work(client, request!)))
  isOver = true
  await looking
  const seconds = (performance.now() - begun) / 1000
  say(`memory with ${learners} learners at work`, mb(most))
  say(
    `processor time with ${learners} learners at work`,
    `${(((await room.spent()) - before) / seconds / 10).toFixed(0)} % of a core`,
  )
  for (const client of clients) client.close()
}

export const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      learners: { type: 'string', default: '200' },
      labs: { type: 'string', default: 'jane,groups,tokens' },
      working: { type: 'string', default: '30' },
    },
  })
  const [learners, workers] = [Number(values.learners), Number(values.working)]
  const labs = values.labs.split(',').length
  const woken = Math.min(FIRST, learners)
  const room = new Room(learners)
  try {
    const begun = performance.now()
    await room.begin('create', '--from', 'people.csv', '--labs', values.labs)
    say(
      `creating ${learners} × ${labs} clusters`,
      `${((performance.now() - begun) / 1000).toFixed(1)} s, ${((await room.spent()) / 1000).toFixed(1)} s of processor time`,
    )
    say('memory after creation', mb(room.resident))
    await sleep(REST_MS)
    say('memory after creation, all asleep', mb(room.resident))
    await room.kill()
    const again = performance.now()
    await room.begin('serve')
    say('restart', `${((performance.now() - again) / 1000).toFixed(1)} s`)
    await sleep(REST_MS)
    say('memory after a restart, all asleep', mb(room.resident))
    say('processor time, all asleep', await share(room.pid, 10_000))
    await measureWork(room, workers)
    const before = await room.spent()
    for (let i = 0; i < woken; i++) {
      const client = room.learner(i, labs - 1)
      await client.must('GET', CSRS)
      client.close()
    }
    say(
      'first request to a sleeping cluster',
      `${(((await room.spent()) - before) / woken).toFixed(1)} ms of processor time`,
    )
  } finally {
    await room.end()
  }
}
