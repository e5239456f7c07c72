import t from 'tap'
import { StatusError } from '../../../src/apimachinery/status.ts'
import { writeError } from '../../../src/apiserver/registry/errors.ts'
import { StoreError, type StoreErrorCode } from '../../../src/storage/store.ts'

const told = (code: StoreErrorCode) =>
  writeError(new StoreError(code, 'the disk is full'), { group: 'g', resource: 'things' }, 'a')

t.test('errors of the store become API errors', async (t) => {
  t.match(told('exists'), { code: 409, message: 'things.g "a" already exists' })
  t.match(told('unavailable'), { code: 500, message: /the disk is full/ })
  t.match(told('closed'), { code: 503 })
})

t.test('internal errors, even of the store, pass through', async (t) => {
  for (const error of [new TypeError('a bug'), new StoreError('future', 'x')]) {
    t.equal(writeError(error, { group: '', resource: 'things' }, 'a'), error)
    t.notOk(error instanceof StatusError)
  }
})
