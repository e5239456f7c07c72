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

void t.test('what a write may say in its query', async (t) => {
  const none = { dryRun: false, fieldManager: '', fieldValidation: 'Warn' }
  t.strictSame(createOptions(query('')), none)
  t.strictSame(updateOptions(query('fieldManager=&fieldValidation=')), none)
  t.strictSame(
    createOptions(query('dryRun=All&dryRun=All&fieldManager=me&fieldValidation=Strict')),
    {
      dryRun: true,
      fieldManager: 'me',
      fieldValidation: 'Strict',
    },
  )
  t.strictSame(patchOptions(query('force=true&fieldManager=me'), true), {
    ...none,
    fieldManager: 'me',
    force: true,
  })
  t.equal(patchOptions(query('fieldManager=me'), true).force, false)
})

void t.test('and what not', async (t) => {
  for (const [run, message] of [
    [
      () => createOptions(query('dryRun=Some')),
      'CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value',
    ],
    [
      () => createOptions(query('dryRun=')),
      'dryRun: Unsupported value: \\[""\\]: supported values: "All"',
    ],
    [
      () => updateOptions(query('dryRun=All&dryRun=')),
      'dryRun: Unsupported value: \\["All",""\\]: supported values: "All"',
    ],
    [
      () => updateOptions(query('fieldValidation=Loose')),
      'UpdateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value',
    ],
    [() => createOptions(query(`fieldManager=${'m'.repeat(129)}`)), 'fieldManager: Too long'],
    [
      () => patchOptions(query('force=true'), false),
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden',
    ],
    [() => patchOptions(query(''), true), 'fieldManager: Required value'],
  ] as const) {
    t.throws(run, { code: 422, status: { message: new RegExp(message) } }, message)
  }
})

void t.test('a POST asks for the media type first, a PUT for the options', async (t) => {
  const wrong = query('fieldValidation=strict', 'text/xml')
  t.throws(() => createOptions(wrong), { code: 415 })
  t.throws(() => updateOptions(wrong), { code: 422 })
})
