/** `csrlab lab exam finish` while other processes finish or begin exams. */
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { printed } from '../../../src/cli/kit/index.ts'
import { finishCommand } from '../../../src/cli/labs/finish-exam.ts'
import { stateFolder } from '../../../src/cli/labs/lab-files.ts'
import { type ExamEntry, changeProgress, readProgress } from '../../../src/cli/labs/progress.ts'
import { BUILT_IN_LABS } from '../../../src/teaching/labs/folders.ts'
import { lineOf, NO_PROCESS, NO_TERMINAL, resultOf } from '../../fixtures/command.ts'
import { countingEntropy } from '../../fixtures/entropy.ts'

const exam: ExamEntry = {
  seed: 1,
  minutes: 8,
  folder: '/nowhere',
  started: '2026-01-01T00:00:00Z',
  tasks: [
    {
      name: 'task-1',
      lab: join(BUILT_IN_LABS, 'never-issued'),
      points: 5,
      seededBytes: 0,
      trueAtStart: [],
    },
  ],
}

/** Finishes `exam`, while another process writes `meanwhile`. `text`: the output, or the error. */
const finishing = async (data: string, meanwhile: ExamEntry) => {
  const environment = { XDG_DATA_HOME: data }
  changeProgress(environment, { exam })
  const cluster = stateFolder(environment, 'exam-1')
  mkdirSync(cluster, { recursive: true })
  const result = finishCommand(lineOf(['lab', 'exam', 'finish']), {
    environment,
    language: 'en',
    readFile: () => undefined,
    now: 0,
    entropy: countingEntropy(),
    version: '',
    sections: [],
    terminal: NO_TERMINAL,
    process: NO_PROCESS,
  })
  // the command has read the progress, and is checking the outcomes
  changeProgress(environment, { exam: meanwhile })
  const ended = await Promise.resolve(result).then(
    (finished) => ({ code: finished?.code, text: finished && String(printed(finished).text) }),
    (error: unknown) => ({ code: undefined, text: String(error) }),
  )
  return {
    ...ended,
    noted: readProgress(environment).exam,
    isKept: existsSync(cluster),
  }
}

t.test('the score is stored, and the clusters are removed', async (t) => {
  const { code, text, noted, isKept } = await finishing(t.testdir(), exam)
  t.equal(code, 1)
  t.match(text, /^Exam: 1 tasks in 8 minutes \(--seed 1\)\n\ntask-1 /, 'the score names its exam')
  t.match(noted, { finished: String, result: { inTime: true } })
  t.notOk(isKept)
})

t.test('a score that another process has stored is not replaced', async (t) => {
  const scored = { ...exam, finished: exam.started, result: { inTime: false, tasks: [] } }
  const { noted, isKept } = await finishing(t.testdir(), scored)
  t.same(noted, scored)
  t.ok(isKept)
})

t.test('a new exam that another process has begun is kept, with its clusters', async (t) => {
  const next = { ...exam, started: '2026-01-01T01:00:00Z' }
  const { text, noted, isKept } = await finishing(t.testdir(), next)
  t.match(text, 'CommandError: there is no score: another exam has begun since')
  t.same(noted, next)
  t.ok(isKept)
})

t.test('once the next exam is beginning, the score of the last one is not printed', async (t) => {
  const beginning = { ...exam, finished: exam.started, result: undefined }
  const { text } = await finishing(t.testdir(), beginning)
  t.match(text, 'CommandError: there is no score: another exam has begun since')
  const environment = { XDG_DATA_HOME: t.testdir({ other: {} }) }
  changeProgress(environment, { exam: beginning })
  await t.rejects(resultOf(['lab', 'exam', 'finish'], { environment }), {
    message: /^there is no score: another exam has begun since/,
  })
})
