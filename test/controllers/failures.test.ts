import t from 'tap'
import { ExplainedError } from '../../src/controllers/errors.ts'
import { Failures } from '../../src/controllers/failures.ts'

const logged = () => {
  const lines: string[] = []
  const write = (level: string) => (details: object, message: string) => {
    const { key, failures } = details as { key?: string; failures?: number }
    lines.push(`${level} ${key ?? failures} ${message}`)
  }
  return {
    lines,
    failures: new Failures('test', {
      error: write('error'),
      warn: write('warn'),
      debug: write('debug'),
    }),
  }
}

const FAILED = 'failed, and will be retried; repetitions are counted'
const OVER = 'recovered from the failure'

t.test('a failure is reported once, and its count at the end', async (t) => {
  const { lines, failures } = logged()
  const full = new Error('the disk is full')
  for (let i = 0; i < 50; i++)
    for (const key of ['a', 'b']) failures.failed(key, new ExplainedError(`writing ${key}`, full))
  failures.failed('c', new Error('not allowed'))
  t.strictSame(lines, [`error a ${FAILED}`, `error c ${FAILED}`])
  failures.succeeded('a')
  failures.succeeded('other')
  t.equal(lines.length, 2, 'b still fails')
  failures.failed('b', new Error('not allowed'))
  failures.succeeded('b')
  failures.succeeded('c')
  t.strictSame(lines.slice(2), [`warn 100 ${OVER}`, `warn 2 ${OVER}`])
  failures.failed('a', full)
  t.equal(lines.at(-1), `error a ${FAILED}`, 'a failure that recurs after its end is logged again')
})

t.test('the number of remembered failures is limited', async (t) => {
  const { lines, failures } = logged()
  for (let i = 0; i < 1000; i++) failures.failed(`key-${i}`, new Error(`number ${i}`))
  t.equal(lines.length, 100)
  for (let i = 0; i < 1000; i++) failures.succeeded(`key-${i}`)
  t.equal(lines.length, 200, 'the end of each remembered failure is logged')
})
