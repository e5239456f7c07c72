/**
 * Screens and keys of `csrlab lab watch`, without a terminal. For tests in a terminal, see
 * test/teaching/labs/watch.slow.test.ts.
 */
import { basename } from 'node:path'
import t from 'tap'
import { shownLines } from '../../../src/apimachinery/text/shown.ts'
import { widthOf } from '../../../src/apimachinery/text/width.ts'
import type { Checked } from '../../../src/teaching/labs/check-lab.ts'
import { NoAnswer } from '../../../src/teaching/labs/client.ts'
import { BUILT_IN_LABS, labFolders } from '../../../src/teaching/labs/folders.ts'
import { hintsFor, nextHint } from '../../../src/teaching/labs/hint-for.ts'
import type { Lab } from '../../../src/teaching/labs/lab.ts'
import { readLab } from '../../../src/teaching/labs/read-lab.ts'
import { wordingOf } from '../../../src/teaching/labs/wording.ts'
import { follower } from '../../../src/cli/labs/follow.ts'
import { keyQueue, keysOf } from '../../../src/cli/kit/key-queue.ts'
import { listLines } from '../../../src/cli/labs/list-command.ts'
import {
  afterKey,
  FIRST_STATE,
  type ScreenState,
  type WatchState,
  watchScreen,
} from '../../../src/cli/labs/watch-screen.ts'
import { fullScreen } from '../../../src/cli/screen.ts'

const LABS = labFolders(BUILT_IN_LABS)
const folderOf = (name: string) => LABS.find((one) => one.endsWith(`/${name}`))!
const read = new Map<string, Lab>()
const labOf = (folder: string, language: string) => {
  const name = `${folder} ${language}`
  const lab = read.get(name) ?? readLab(folder, language)
  read.set(name, lab)
  return lab
}
const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 60, rows: 20 },
]

/** `met`: number of met outcomes; undefined: not checked yet. */
const watchedOf = (met: number | undefined, language = 'en', name = 'jane'): WatchState => {
  const lab = labOf(folderOf(name), language)
  const say = wordingOf(language)
  const finding = { is: say.noRequest('jane'), wanted: say.requestWanted('jane') }
  const checked = lab.outcomes.map((outcome, i): Checked => ({
    outcome,
    finding: i < (met ?? 0) ? undefined : finding,
  }))
  const list = () =>
    listLines(
      LABS.map((folder) => labOf(folder, language)),
      {},
      say,
    )
  return {
    lab,
    folder: 'lab-jane',
    say,
    checked: met === undefined ? undefined : checked,
    hint: undefined,
    notice: [],
    solved: { count: 3, all: 20 },
    list,
  }
}

const rowsOf = (watched: WatchState, state: Partial<ScreenState> = {}, size = SIZES[0]!) => {
  const { lines, last } = watchScreen({ ...FIRST_STATE, ...state }, watched)
  const screen = { ...size, hasColour: false }
  const part = { page: state.page ?? 0, more: shownLines([watched.say.more]) }
  return fullScreen(shownLines(lines), shownLines([last]), screen, part).split('\n')
}

const KEYS = 't task  c check  h hint  s solution  r reset  n next  l list  q quit'

t.test('the screen shows each outcome, and explains the first unmet one', async (t) => {
  t.same(rowsOf(watchedOf(1)).slice(0, 11), [
    'jane · A new colleague · 1 of 5 · 3 of 20 labs solved',
    '',
    '✓ Her private key never leaves this folder',
    '✗ The request `jane` is correct',
    '    The CertificateSigningRequest `jane` is missing or incorrect.',
    '    is:     there is no CertificateSigningRequest jane',
    '    wanted: a CertificateSigningRequest jane',
    '… The request is approved, and the certificate issued',
    '… `jane.crt` is her certificate and matches `jane.key`',
    '… The context `jane` logs in as her',
    '',
  ])
  t.equal(rowsOf(watchedOf(1)).at(-1), KEYS)
  t.same(rowsOf(watchedOf(undefined)).slice(0, 3), [
    'jane · A new colleague · checking… · 3 of 20 labs solved',
    '',
    'Jane joins the developers and needs a certificate to log in.',
  ])
})

t.test('the reason for a decision is shown once the outcome is met', async (t) => {
  const lines = (met: number) => rowsOf(watchedOf(met, 'en', 'kubelet-serving')).join('\n')
  t.match(lines(1), '✗ `csr-8rktd` is decided correctly\n')
  t.match(
    lines(2),
    '✓ `csr-8rktd` is decided correctly: 10.0.0.11 is the address of another node\n',
  )
})

t.test('hints are for the first unmet outcome', async (t) => {
  const { lab, checked } = watchedOf(1)
  const first = nextHint(checked!, undefined)
  t.same(first, { outcome: 'request', number: 1 })
  t.same(nextHint(checked!, { outcome: 'request', number: 3 }), { outcome: 'request', number: 3 })
  t.same(
    nextHint(checked!, { outcome: 'key', number: 3 }),
    first,
    'a new outcome begins with its first hint',
  )
  t.equal(nextHint(watchedOf(5).checked!, first), undefined)
  const hints = (id: string): readonly string[] =>
    hintsFor(
      lab,
      lab.outcomes.find((outcome) => outcome.id === id)!,
    )
  t.match(hints('request'), [/^The cluster expects/, /^The subject's CN/, /\n\ncat > jane\.yaml/])
  t.match(hints('login'), [/^A context connects/, /set-credentials/, /\n\nkubectl config set-cred/])
  t.notMatch(hints('login')[2], 'openssl', 'the third hint has only the command of its own step')
  t.same(hintsFor({ hints: ['a', 'b', 'c'], solution: [] }, {}), ['a', 'b', 'c'])
})

t.test('every view shows its content', async (t) => {
  const task = rowsOf(watchedOf(0), { view: 'task' }).join('\n')
  t.match(
    task,
    /^jane · A new colleague · 0 of 5 .*\n\nJane joins .*cd lab-jane\n {2}export KUBECONFIG=/s,
  )
  const hinted = { ...watchedOf(1), hint: { outcome: 'request', number: 2 } }
  const hint = rowsOf(hinted, { view: 'hint' })
  t.same(hint.slice(2, 5), [
    'Hint 2 of 3: The request `jane` is correct',
    '',
    "The subject's CN becomes the user, each O a group. The signer",
  ])
  t.match(hint.join('\n'), /\n✗ The request `jane`/, 'the outcomes are below the hint')
  t.match(
    rowsOf(watchedOf(0), { view: 'askSolution' }).at(-1),
    'Show the commands and explain them? [y/N]',
  )
  t.match(rowsOf(watchedOf(0), { view: 'askReset' }).at(-1), /^Start over\? .* \[y\/N\]/)
  const solution = rowsOf(watchedOf(0), { view: 'solution', step: 2 })
  t.match(
    solution.join('\n'),
    /3 of 4\n\nAfter the approval, .*\n\nkubectl certificate approve jane\n/,
  )
  const list = rowsOf(watchedOf(0), { view: 'list' })
  t.match(list[0], /^LAB +TITLE +MINUTES +EXAM$/)
  t.equal(list.filter((row) => /^[a-z]/.test(row)).length, 21, 'twenty labs, and the line of keys')
  const solved = rowsOf(watchedOf(5)).join('\n')
  t.match(solved, /^jane · A new colleague · 5 of 5 .*\n\n✓ /)
  t.match(solved, /\n✓ The context .*\n\nSolved\.\n\nKubernetes has no list .*\nRead on:\n/s)
  t.notMatch(solved, 'csrlab lab next')
  t.match(
    solved,
    '\nn ends this cluster and starts the next lab.\n',
    'the text names the key instead of the command',
  )
  const stopped = { ...watchedOf(2), notice: wordingOf('en').stopped('jane') }
  t.match(
    rowsOf(stopped).join('\n'),
    /^jane · A new.*\n\nThe cluster of jane is no longer running\.\nr starts over, and sets your files aside\.\n\n✓/,
  )
})

t.test('the main views of each lab fit the screen, in both languages and two sizes', async (t) => {
  const views = ['outcomes', 'task', 'hint', 'askReset', 'solution', 'list'] as const
  for (const size of SIZES)
    for (const language of ['en', 'ko'])
      for (const folder of LABS)
        for (const view of views) {
          const given = watchedOf(1, language, basename(folder))
          const outcome = given.lab.outcomes[1]?.id ?? ''
          const watched = { ...given, hint: { outcome, number: 3 } }
          const rows = rowsOf(watched, { view }, size)
          // the terminal wraps commands that are wider than the screen
          const taken = rows.map((row) => Math.max(Math.ceil(widthOf(row) / size.columns), 1))
          const all = taken.reduce((sum, one) => sum + one, 0)
          if (all !== size.rows) t.equal(all, size.rows, `${folder} ${language} ${view}`)
        }
  t.equal(rowsOf(watchedOf(1), {}, SIZES[1]).at(-1), 'q quit', 'the keys take two rows')
})

t.test('long views have pages, and the first page follows the last', async (t) => {
  const size = SIZES[1]!
  const page = (number: number) => rowsOf(watchedOf(0), { page: number }, size)
  t.ok(page(0).includes('… space: more'))
  t.match(page(1).join('\n'), /Add a context `jane`.*export KUBECONFIG=\$PWD\/kubeconfig/s)
  t.notOk(page(1).includes('… space: more'))
  t.same(page(2), page(0))
})

const after = (...keys: readonly string[]): ReturnType<typeof afterKey> =>
  keys.reduce<ReturnType<typeof afterKey>>(({ state }, key) => afterKey(state, key), {
    state: FIRST_STATE,
  })

t.test('each key has its effect', async (t) => {
  t.equal(after('q').action, 'quit')
  t.equal(after('\u0003').action, 'quit')
  t.equal(after('s', 'q').action, 'quit')
  t.equal(after('n').action, 'next')
  t.equal(after('c').action, 'check')
  t.match(after('t'), { state: { view: 'task' }, action: undefined })
  t.match(after('h'), { state: { view: 'hint' }, action: 'giveHint' })
  t.match(after('s'), { state: { view: 'askSolution' }, action: undefined })
  t.match(after('s', 'y'), { state: { view: 'solution', step: 0 }, action: undefined })
  t.match(after('s', 'y', 's', 's'), { state: { view: 'solution', step: 2 } })
  t.match(
    after('s', 'n'),
    { state: { view: 'outcomes' }, action: undefined },
    'n declines instead of starting the next lab',
  )
  t.match(after('s', '\r'), { state: { view: 'outcomes' }, action: undefined })
  t.match(after('r'), { state: { view: 'askReset' }, action: undefined })
  t.equal(after('r', 'y').action, 'reset')
  t.equal(after('r', 'r').action, undefined)
  t.match(after('l', ' ', ' '), { state: { view: 'list', page: 2 } })
  t.match(after('l', ' ', 't'), { state: { view: 'task', page: 0 } })
  t.match(after('l', '\u001b[A'), { state: { view: 'outcomes' } })
})

t.test('input may contain several keys, and letters of a Korean keyboard', async (t) => {
  t.same(keysOf('sY'), ['s', 'y'])
  t.same(keysOf('\u001b[A'), ['\u001b[A'])
  t.same(keysOf('ㅂㄱㅅㅛㄴㅗㅣㅊㅜ').join(''), 'qrtyshlcn')
  const keys = keyQueue()
  t.equal(await keys.next(1), undefined)
  keys.press('hl')
  t.same([await keys.next(60_000), await keys.next(60_000)], ['h', 'l'])
  const next = keys.next(60_000)
  keys.press('q')
  t.equal(await next, 'q', 'a waiting call gets the key immediately')
})

t.test('a server that answers 500 counts as not responding', async (t) => {
  const answers = [
    { code: 200, body: { last: 1, requests: [] } },
    { code: 500, body: {} },
    { code: 200, body: { last: 1, requests: [{ userAgent: 'kubectl' }] } },
  ]
  const hasChanged = follower({
    folder: t.testdir(),
    requester: { inject: async () => answers.shift()! },
  })
  t.equal(await hasChanged(), true)
  await t.rejects(hasChanged(), NoAnswer)
  t.equal(await hasChanged(), true)
})
