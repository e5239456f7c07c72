/** Cases that the recordings `body-errors`, `lists`, `machinery` and `watches` do not have. */
import t from 'tap'
import type { StatusError } from '../../../src/apimachinery/status.ts'
import {
  validateListOptions,
  validatePatchOptions,
  validateWriteOptions,
} from '../../../src/apiserver/registry/options-validation.ts'

const problem = (error: StatusError | undefined) =>
  error?.message.replace(/^\w+\.meta\.k8s\.io "" is invalid: /, '')

t.test('options of writes are validated', async (t) => {
  for (const fieldValidation of ['', 'Ignore', 'Warn', 'Strict']) {
    t.equal(
      validateWriteOptions('CreateOptions', {
        fieldValidation,
        fieldManager: 'me & co',
        dryRun: ['All', 'All'],
      }),
      undefined,
    )
  }
  const { status } = validateWriteOptions('UpdateOptions', { fieldValidation: 'x' })!
  t.equal(status.details?.kind, 'UpdateOptions')
  t.equal(
    problem(validateWriteOptions('UpdateOptions', { fieldManager: 'né\n' })),
    'fieldManager: Invalid value: "né\\n": invalid character U+000A (at position 3)',
  )
  t.equal(validatePatchOptions({ fieldManager: 'm', force: false }, true), undefined)
  t.equal(
    problem(validatePatchOptions({ force: false }, false)),
    'force: Forbidden: may not be specified for non-apply patch',
  )
})

t.test('resourceVersions and initial events of lists and watches are validated', async (t) => {
  const match = 'NotOlderThan'
  const initial = { watch: true, sendInitialEvents: true }
  t.equal(validateListOptions({ watch: true, resourceVersion: '5', continue: 'x' }), undefined)
  t.equal(
    validateListOptions({ ...initial, sendInitialEvents: false, resourceVersionMatch: match }),
    undefined,
  )
  t.equal(
    problem(validateListOptions({ ...initial, resourceVersionMatch: 'Exact' })),
    '[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, ' +
      'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
  )
  for (const options of [
    { ...initial, resourceVersionMatch: match },
    { watch: false, resourceVersion: '1', resourceVersionMatch: 'Exact' },
  ])
    t.equal(
      problem(validateListOptions({ ...options, continue: 'x' })),
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
    )
})
