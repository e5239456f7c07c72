import t from 'tap'
import { EtcdError } from '../../../src/storage/etcd/errors.ts'

t.test('an error is a refusal if the write certainly did not happen', async (t) => {
  const cases = [
    [7, 'denied', true],
    [9, 'auth: user name is empty', true],
    [14, 'No connection established', true],
    [14, 'read ECONNRESET', false],
    [4, 'deadline', false],
    [2, 'unknown', false],
  ] as const
  for (const [code, details, refused] of cases) {
    const error = EtcdError.of(Object.assign(new Error(), { code, details }), 'http://a')
    t.equal(error.isRefusal, refused, details)
  }
})
