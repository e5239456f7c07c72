/* A test ends however busy its machine is, and says what it waited for: what tests may not do, and what they use instead. */
import { fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { arrival, ending, until } from './fixtures/waits.ts'

/** Programs measure, and may: nobody is held up when one of them takes its time. */
const isProgram = (name: string): boolean => /^(reliability|mutation)\/|fuzz\.ts$/.test(name)

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/(^|\/)waits\.(test\.)?ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, name), 'utf8') }))

/** What is between the brackets that open at `at`. */
const bracketed = (text: string, at: number): string => {
  let depth = 0
  for (let i = at; i < text.length; i++) {
    if (text[i] === '(') depth++
    if (text[i] === ')' && --depth === 0) return text.slice(at, i + 1)
  }
  return text.slice(at)
}

/** Events that come in the end, whatever happens. */
const ENDS = new Set(['close', 'exit', 'error'])

/** Promises that a single event settles, which may never come. */
const hopes = (text: string): string[] =>
  [...text.matchAll(/new Promise(?:<[^(]*>)?(?=\()/g)]
    .map(({ index, 0: { length } }) => bracketed(text, index + length))
    .filter((body) => {
      const events = [...body.matchAll(/\.(?:on|once)\(\s*'(\w+)'/g)].map(([, event]) => event!)
      return events.length > 0 && !events.some((event) => ENDS.has(event))
    })

const found = (pattern: RegExp, isFault: (match: string[]) => boolean = () => true) => {
  return (text: string): string[] =>
    [...text.matchAll(pattern)].filter(isFault).map(([match]) => match)
}

const seconds = (digits: string | undefined): number => Number(digits?.replaceAll('_', '')) / 1000

const RULES: Readonly<Record<string, (text: string) => string[]>> = {
  'events are waited for with arrival() or ending()': found(
    /^import \{.*\bonce\b.*'node:events'/gm,
  ),
  'a promise has an end for what does not come': hopes,
  'conditions are waited for with until()': found(
    /while \(.*\)(?:;|\s+await (?:new Promise|setImmediate|sleep|turn)\b.*)$/gm,
  ),
  'costs are measured with stopwatch()': found(
    /\b(?:performance\.now|Date\.now|hrtime\.bigint)\(\) - \w+\)? [<>]|\bmonitorEventLoopDelay\(/g,
  ),
  'patience is half a minute at least': found(
    /\b(?:timeout: |AbortSignal\.timeout\()([\d_]+)\b/g,
    ([, digits]) => seconds(digits) < 30,
  ),
}

for (const [rule, faults] of Object.entries(RULES)) {
  t.test(rule, (t) => {
    for (const { name, text } of sources) if (!isProgram(name)) t.same(faults(text), [], name)
    t.end()
  })
}

t.test('the rules find what they look for', (t) => {
  const cases = [
    "import { EventEmitter, once } from 'node:events'",
    "new Promise<void>((resolve) => socket.once('data', resolve))",
    'while (!done()) await setImmediate()',
    't.ok(performance.now() - began < 2000)',
    'spawnSync(node, [], { timeout: 5_000 })',
  ]
  for (const [i, rule] of Object.keys(RULES).entries()) {
    t.same(
      cases.map((text) => RULES[rule]!(text).length),
      cases.map((_, j) => (i === j ? 1 : 0)),
      rule,
    )
  }
  t.same(hopes("new Promise((resolve) => socket.on('data', resolve).on('close', resolve))"), [])
  t.end()
})

t.test('what ends, fails or says it twice does not keep anybody waiting', async (t) => {
  const said = new EventEmitter()
  const heard = arrival(said, 'word')
  said.emit('word', 1, 2)
  said.emit('close')
  t.same(await heard, [1, 2])
  t.same(said.eventNames(), [])

  for (const end of ['end', 'close', 'exit']) {
    const silent = new EventEmitter()
    const waited = arrival(silent, 'word')
    silent.emit(end)
    await t.rejects(waited, { message: `EventEmitter: '${end}' and no 'word'` })
  }
  const failing = new EventEmitter()
  const waited = arrival(failing, 'word')
  failing.emit('error', new Error('broken'))
  await t.rejects(waited, { message: 'broken' })
})

t.test('an end is one with and without an error, and when it has been', async (t) => {
  const stream = new PassThrough()
  const end = ending(stream)
  stream.destroy(new Error('cut'))
  t.same(await end, [])
  t.same(await ending(stream), [])
  const child = fork('-e', [], { execPath: '/bin/false', silent: true })
  t.same(await ending(child, 'exit'), [1, null])
  t.same(await ending(child, 'exit'), [])
})

t.test('until turns the event loop', async (t) => {
  let turns = 0
  await until(() => ++turns === 10)
  t.equal(turns, 10)
})
