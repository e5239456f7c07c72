import t from 'tap'
import { parseRequestInfo } from '../../../../src/apiserver/http/request-info.ts'
import {
  createOptions,
  patchOptions,
  updateOptions,
} from '../../../../src/apiserver/http/body/write-options.ts'

const query = (text: string, mediaType = '') => ({
  info: parseRequestInfo('POST', `/api/v1/nodes?${text}`),
  mediaType,
})

t.test('options of writes are read from the query', async (t) => {
  const none = { dryRun: false, fieldManager: '', fieldValidation: 'Warn', force: false }
  t.strictSame(createOptions(query('')), none)
  t.strictSame(updateOptions(query('fieldManager=&fieldValidation=')), none)
  t.strictSame(
    createOptions(query('dryRun=All&dryRun=All&fieldManager=me&fieldValidation=Strict')),
    { dryRun: true, fieldManager: 'me', fieldValidation: 'Strict', force: false },
  )
  t.strictSame(patchOptions(query('force=true&fieldManager=me'), true), {
    ...none,
    fieldManager: 'me',
    force: true,
  })
  t.equal(patchOptions(query('fieldManager=me'), true).force, false)
})

t.test('a POST checks the media type first, a PUT the options', async (t) => {
  const wrong = query('fieldValidation=strict', 'text/xml')
  t.throws(() => createOptions(wrong), { code: 415 })
  t.throws(() => updateOptions(wrong), { code: 422 })
})
