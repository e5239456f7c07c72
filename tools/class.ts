/**
 * Measures a class: creation, memory, first requests and the board. Checks that kills lose nothing.
 *
 *   npm run tool -- class [--learners 200] [--labs jane,groups,tokens] [--working 30]
 *                         [--kills 20] [--seed 1]
 *
 * Takes about six minutes. Fails if a kill has lost something.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { CLI } from '../test/fixtures/process.ts'
import { Room } from './class/room.ts'
import { killClass } from './class/kills.ts'
import { type Client, CSRS } from './kit/client.ts'
import { mb } from './kit/process-size.ts'
import { approval, csr, makeRequests } from './kit/requests.ts'
import { ProcessorTime } from './kit/processor-time.ts'

const FIRST = 40
const ROUNDS = 20
const PAUSE_MS = 1000
/** Clusters sleep after a minute without requests; this is longer. */
const REST_MS = 75_000
const BOARD_MS = 15_000

const say = (what: string, value: string): void => console.log(`${what.padEnd(52)}${value}`)

/** Processor time of a process during the next `ms` milliseconds, in percent of a core. */
const share = async (pid: number, ms: number): Promise<string> => {
  const clock = new ProcessorTime(pid)
  const before = clock.read()
  await sleep(ms)
  return `${(((clock.read() - before) / ms) * 100).toFixed(1)} % of a core`
}

/** A learner's session: kubectl's discovery, a watch, and requests that are approved. */
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

const working = async (room: Room, learners: number): Promise<void> => {
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
  say(`memory with ${learners} at work`, mb(most))
  say(
    `processor time with ${learners} at work`,
    `${(((await room.spent()) - before) / seconds / 10).toFixed(0)} % of a core`,
  )
  for (const client of clients) client.close()
}

/** The Node process among the descendants of `pid`. */
const nodeBelow = (pid: number): number | undefined => {
  for (const child of readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')) {
    if (child === '') continue
    if (readFileSync(`/proc/${child}/comm`, 'utf8').startsWith('node')) return Number(child)
    const found = nodeBelow(Number(child))
    if (found !== undefined) return found
  }
  return undefined
}

/** Measures the board on a terminal while learners report. */
const board = async (room: Room, rows: number, lab: string): Promise<void> => {
  const screen = spawn('script', ['-qec', `${process.execPath} ${CLI} class board`, '/dev/null'], {
    cwd: room.cwd,
    env: { ...process.env, ...room.env, NODE_OPTIONS: '', TERM: 'xterm' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  try {
    await sleep(4000)
    const pid = nodeBelow(screen.pid!)
    if (pid === undefined) throw new Error('the board does not run')
    let isOver = false
    const reports = (async () => {
      for (let i = 0; !isOver; i++) {
        await room.reporter(i % 10, lab).send(`x${i}`)
        await sleep(200)
      }
    })()
    say(`the board of ${rows} rows, five reports a second`, await share(pid, BOARD_MS))
    say('the class meanwhile', await share(room.pid, BOARD_MS))
    isOver = true
    await reports
  } finally {
    screen.stdin.end('q')
    screen.kill()
  }
}

export const main = async (): Promise<boolean> => {
  const { values } = parseArgs({
    options: {
      learners: { type: 'string', default: '200' },
      labs: { type: 'string', default: 'jane,groups,tokens' },
      working: { type: 'string', default: '30' },
      kills: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
    },
  })
  const [learners, workers, kills, seed] = ['learners', 'working', 'kills', 'seed'].map((name) =>
    Number(values[name as 'seed']),
  ) as [number, number, number, number]
  const labs = values.labs.split(',')
  const room = new Room(learners)
  try {
    const begun = performance.now()
    await room.begin('create', '--from', 'people.csv', '--labs', values.labs)
    say(
      `make ${learners} × ${labs.length} clusters`,
      `${((performance.now() - begun) / 1000).toFixed(1)} s, ${((await room.spent()) / 1000).toFixed(1)} s of processor time`,
    )
    say('open files', String(readdirSync(`/proc/${room.pid}/fd`).length))
    say('memory after creation', mb(room.resident))
    await sleep(REST_MS)
    say('memory after creation, all asleep', mb(room.resident))
    await room.kill()
    const again = performance.now()
    await room.begin('serve')
    say('serve again', `${((performance.now() - again) / 1000).toFixed(1)} s`)
    await sleep(REST_MS)
    say('memory, all asleep', mb(room.resident))
    say('processor time, all asleep', await share(room.pid, 10_000))
    await working(room, workers)
    const before = await room.spent()
    for (let i = 0; i < FIRST; i++) {
      const client = room.learner(i, 1)
      await client.must('GET', CSRS)
      client.close()
    }
    say(
      'first request of a learner',
      `${(((await room.spent()) - before) / FIRST).toFixed(1)} ms of processor time`,
    )
    await board(room, learners * labs.length, labs[0]!)
    const { acknowledged, problems, slowestStart } = await killClass(room, labs[0]!, {
      kills,
      seed,
    })
    say(
      `${kills} kills`,
      `${acknowledged} acknowledged, ${problems.length} lost; slowest start ${(slowestStart / 1000).toFixed(1)} s`,
    )
    for (const problem of problems) console.log(problem)
    return problems.length === 0
  } finally {
    await room.end()
  }
}
