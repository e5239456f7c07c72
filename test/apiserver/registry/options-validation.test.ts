import t from 'tap'
import type { StatusError } from '../../../src/apimachinery/status.ts'
import {
  validateDeleteOptions,
  validateListOptions,
  validatePatchOptions,
  validateWriteOptions,
} from '../../../src/apiserver/registry/options-validation.ts'

/** The varying part of the message. */
const problem = (error: StatusError | undefined) =>
  error?.message.replace(/^\w+\.meta\.k8s\.io "" is invalid: /, '')

t.test("a rejection is a 422 with the options' kind", async (t) => {
  const text = 'Unsupported value: "Maybe": supported values: "", "Ignore", "Strict", "Warn"'
  t.match(validateWriteOptions('CreateOptions', { fieldValidation: 'Maybe' })?.status, {
    message: `CreateOptions.meta.k8s.io "" is invalid: fieldValidation: ${text}`,
    reason: 'Invalid',
    details: {
      group: 'meta.k8s.io',
      kind: 'CreateOptions',
      causes: [{ reason: 'FieldValueNotSupported', message: text, field: 'fieldValidation' }],
    },
    code: 422,
  })
  t.equal(
    validateWriteOptions('UpdateOptions', { fieldValidation: 'x' })?.status.details?.kind,
    'UpdateOptions',
  )
  t.equal(validatePatchOptions({ force: true }, false)?.status.details?.kind, 'PatchOptions')
})

t.test('options of writes', async (t) => {
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
  t.equal(
    problem(validateWriteOptions('CreateOptions', { dryRun: ['Some'] })),
    'dryRun: Unsupported value: ["Some"]: supported values: "All"',
  )
  t.equal(
    problem(validateWriteOptions('UpdateOptions', { fieldManager: 'm'.repeat(129) })),
    'fieldManager: Too long: may not be more than 128 bytes',
  )
  t.equal(
    problem(validateWriteOptions('UpdateOptions', { fieldManager: 'né\n' })),
    'fieldManager: Invalid value: "né\\n": invalid character U+000A (at position 3)',
  )
})

t.test('only an apply can be forced, and it needs a manager', async (t) => {
  t.equal(validatePatchOptions({}, false), undefined)
  t.equal(validatePatchOptions({ fieldManager: 'm', force: false }, true), undefined)
  t.equal(
    problem(validatePatchOptions({ force: false }, false)),
    'force: Forbidden: may not be specified for non-apply patch',
  )
  t.equal(
    problem(validatePatchOptions({}, true)),
    'fieldManager: Required value: is required for apply patch',
  )
})

t.test('options of a delete', async (t) => {
  t.equal(validateDeleteOptions({ gracePeriodSeconds: -1 }), undefined, 'grace is not checked')
  t.equal(validateDeleteOptions({ propagationPolicy: 'Orphan' }), undefined)
  t.equal(validateDeleteOptions({ orphanDependents: true }), undefined)
  t.equal(
    problem(validateDeleteOptions({ propagationPolicy: 'Background', orphanDependents: true })),
    'propagationPolicy: Invalid value: "Background": orphanDependents and deletionPropagation cannot be both set',
  )
  t.equal(
    problem(validateDeleteOptions({ propagationPolicy: 'Sideways' })),
    'propagationPolicy: Unsupported value: "Sideways": supported values: "Foreground", "Background", "Orphan", "nil"',
  )
  t.equal(
    problem(validateDeleteOptions({ dryRun: ['x', 'All'] })),
    'dryRun: Unsupported value: ["x","All"]: supported values: "All"',
  )
})

t.test('versions in lists', async (t) => {
  const watch = false
  for (const options of [
    {},
    { resourceVersion: '0', resourceVersionMatch: 'NotOlderThan' },
    { resourceVersion: '5', resourceVersionMatch: 'Exact' },
    { resourceVersion: '5' },
  ]) {
    t.equal(validateListOptions({ watch, ...options }), undefined, JSON.stringify(options))
  }
  const expected: [Record<string, string>, string][] = [
    [
      { resourceVersionMatch: 'Exact' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      { resourceVersion: '1', resourceVersionMatch: 'Best' },
      'resourceVersionMatch: Unsupported value: "Best": supported values: "Exact", "NotOlderThan", ""',
    ],
    [
      { resourceVersion: '0', resourceVersionMatch: 'Exact' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      { resourceVersion: '1', resourceVersionMatch: 'Exact', continue: 'x' },
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
    ],
  ]
  for (const [options, text] of expected) {
    t.equal(problem(validateListOptions({ watch, ...options })), text)
  }
  t.equal(
    problem(validateListOptions({ watch, sendInitialEvents: false })),
    'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
  )
})

t.test('initial events of watches', async (t) => {
  const watch = true
  const match = 'NotOlderThan'
  t.equal(validateListOptions({ watch, resourceVersion: '5', continue: 'x' }), undefined)
  for (const sendInitialEvents of [true, false]) {
    t.equal(
      validateListOptions({ watch, sendInitialEvents, resourceVersionMatch: match }),
      undefined,
    )
    t.equal(
      problem(validateListOptions({ watch, sendInitialEvents })),
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    )
  }
  t.equal(
    problem(validateListOptions({ watch, resourceVersionMatch: match })),
    'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
  )
  t.equal(
    problem(validateListOptions({ watch, sendInitialEvents: true, resourceVersionMatch: 'Exact' })),
    '[resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan, ' +
      'resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
  )
  t.equal(
    problem(
      validateListOptions({
        watch,
        sendInitialEvents: true,
        resourceVersionMatch: match,
        continue: 'x',
      }),
    ),
    'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
  )
})
