import t from 'tap'
import { inflightLimits, TooManyRequests } from '../../../../src/apiserver/http/limits/inflight.ts'
import { parseRequestInfo } from '../../../../src/apiserver/http/request-info.ts'
import { person as user } from '../../authz/builders.ts'

const PODS = '/api/v1/namespaces/default/pods'
const read = parseRequestInfo('GET', PODS)
const write = parseRequestInfo('POST', PODS)
const [jane, bob, eve] = [user('jane'), user('bob'), user('eve')]

t.test('reads and writes have separate limits; a request that ends makes room', async (t) => {
  const limits = inflightLimits({ readOnly: 2, mutating: 1 })
  const leave = limits.enter(read, jane)
  limits.enter(read, jane)
  t.throws(() => limits.enter(read, jane), TooManyRequests)
  limits.enter(write, jane)
  t.throws(() => limits.enter(write, jane), { message: /^Too many requests, please try/ })
  leave()
  limits.enter(read, jane)
  t.throws(() => limits.enter(read, jane), TooManyRequests)
})

t.test('a user below an equal share is admitted although the limit is reached', async (t) => {
  const limits = inflightLimits({ readOnly: 4, mutating: 0 })
  for (let i = 0; i < 4; i++) limits.enter(read, jane)
  const leave = [limits.enter(read, bob), limits.enter(read, bob)]
  t.throws(() => limits.enter(read, bob), TooManyRequests, "bob's share is two of four")
  limits.enter(read, eve)
  t.throws(() => limits.enter(read, eve), TooManyRequests, "eve's share is one of four")
  leave.forEach((end) => end())
  t.throws(() => limits.enter(read, jane), TooManyRequests)
  limits.enter(read, bob)
})

t.test('watches, probes and system:masters are not counted', async (t) => {
  const limits = inflightLimits({ readOnly: 1, mutating: 1 })
  limits.enter(read, jane)
  limits.enter(write, jane)
  for (let i = 0; i < 10; i++) {
    limits.enter(parseRequestInfo('GET', `${PODS}?watch=true`), jane)
    limits.enter(parseRequestInfo('GET', '/readyz?verbose'), jane)
    limits.enter(write, user('root', 'system:masters'))
  }
  t.throws(() => limits.enter(parseRequestInfo('GET', '/version'), jane), TooManyRequests)
})

t.test('a limit of 0 means no limit', async () => {
  const limits = inflightLimits({ readOnly: 0, mutating: 0 })
  for (let i = 0; i < 1000; i++) limits.enter(i % 2 === 0 ? read : write, jane)()
})
