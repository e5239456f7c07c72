/** Cases that the recordings `body-errors`, `lists`, `machinery` and `watches` do not have. */
import t from 'tap'
import type { StatusError } from '../../../src/apimachinery/status.ts'
import {
  checkListOptions,
  checkPatchOptions,
  checkWriteOptions,
} from '../../../src/apiserver/registry/options-validation.ts'

const problem = (check: () => void) => {
  try {
    check()
    return undefined
  } catch (error) {
    return (error as StatusError).message.replace(/^\w+\.meta\.k8s\.io "" is invalid: /, '')
  }
}

t.test('options of writes are validated', async (t) => {
  for (const fieldValidation of ['', 'Ignore', 'Warn', 'Strict']) {
    checkWriteOptions('CreateOptions', {
      fieldValidation,
      fieldManager: 'me & co',
      dryRun: ['All', 'All'],
    })
  }
  t.throws(
    () => checkWriteOptions('UpdateOptions', { fieldValidation: 'x' }),
    /UpdateOptions\.meta\.k8s\.io/,
  )
  t.equal(
    problem(() => checkWriteOptions('UpdateOptions', { fieldManager: 'né\n' })),
    'fieldManager: Invalid value: "né\\n": invalid character U+000A (at position 3)',
  )
  checkPatchOptions({ fieldManager: 'm', force: false }, true)
  t.equal(
    problem(() => checkPatchOptions({ force: false }, false)),
    'force: Forbidden: may not be specified for non-apply patch',
  )
})

t.test('resourceVersions and initial events of lists and watches are validated', async (t) => {
  const match = 'NotOlderThan'
  const initial = { watch: true, sendInitialEvents: true }
  checkListOptions({ watch: true, resourceVersion: '5', continue: 'x' })
  checkListOptions({ ...initial, sendInitialEvents: false, resourceVersionMatch: match })
  t.equal(
    problem(() => checkListOptions({ ...initial, resourceVersionMatch: 'Exact' })),
    '[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, ' +
      'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
  )
  for (const options of [
    { ...initial, resourceVersionMatch: match },
    { watch: false, resourceVersion: '1', resourceVersionMatch: 'Exact' },
  ])
    t.equal(
      problem(() => checkListOptions({ ...options, continue: 'x' })),
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
    )
})
