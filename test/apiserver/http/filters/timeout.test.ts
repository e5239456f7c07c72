import t from 'tap'
import { requestTimedOut, timeoutOf } from '../../../../src/apiserver/http/filters/timeout.ts'
import { parseRequestInfo } from '../../../../src/apiserver/http/request-info.ts'

const PODS = '/api/v1/namespaces/default/pods'
const timeout = (query: string) => timeoutOf(parseRequestInfo('GET', PODS + query), 60_000)

t.test('a request gets the maximum time, or less if requested', async (t) => {
  for (const [query, expected] of [
    ['', 60_000],
    ['?timeout=', 60_000],
    ['?timeout=32s', 32_000],
    ['?timeout=1.5s', 1_500],
    ['?timeout=60s', 60_000],
    ['?timeout=1h', 60_000],
    ['?timeout=0s', 60_000],
    ['?timeout=0', 60_000],
    ['?timeout=-5s', 60_000],
  ] as const) {
    t.equal(timeout(query), expected, query)
  }
})

t.test('invalid durations are rejected', async (t) => {
  const text = 'invalid timeout specified in the request URL - time: '
  for (const [query, message] of [
    ['abc', 'invalid duration "abc"'],
    ['5', 'missing unit in duration "5"'],
    ['5y', 'unknown unit "y" in duration "5y"'],
  ] as const) {
    t.throws(() => timeout(`?timeout=${query}`), { message: text + message })
  }
})

t.test('the request timeout does not apply to a watch', async (t) => {
  t.equal(timeout('?watch=true&timeout=5'), Infinity)
})

t.test('the 504 for a timeout has a Status without kind and apiVersion', async (t) => {
  t.equal(
    requestTimedOut().message,
    '{"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the allotted timeout","reason":"Timeout","details":{},"code":504}\n',
  )
})
