/**
 * Decides which fields of a Namespace each of its three endpoints can write
 * (`pkg/registry/core/namespace`): the spec is written with /finalize, the status with /status.
 */
import type { Namespace } from '../../../apis/core.ts'
import {
  FieldPath,
  JsonValue,
  invalid,
  type FieldError,
  invalidEach,
} from '../../../apimachinery/field.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { labelName } from '../../../apimachinery/names.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import { finalizerErrors } from '../../../apiserver/registry/finalizer-validation.ts'
import { keeping } from '../../declare.ts'
import type { Strategy, UpdateStrategy } from '../../../apiserver/registry/strategy.ts'

const NAME_LABEL = 'kubernetes.io/metadata.name'
/** Keeps a deleted namespace until it is empty. */
const FINALIZER = 'kubernetes'

const withNameLabel = (namespace: Namespace): Namespace => {
  const { name = '', labels } = namespace.metadata
  if (name === '' || labels?.[NAME_LABEL] === name) return namespace
  return withMetadata(namespace, {
    labels: { ...labels, [NAME_LABEL]: name },
  })
}

const validateFinalizers = ({ spec }: Namespace, { release }: RequestContext): FieldError[] => {
  const path = FieldPath.of('spec', 'finalizers')
  return (spec.finalizers ?? []).flatMap((finalizer) =>
    invalidEach(path, finalizer, finalizerErrors(finalizer, release)),
  )
}

const validatePhase = ({ metadata, status }: Namespace): FieldError[] => {
  const deleted = metadata.deletionTimestamp !== undefined
  const expected = deleted ? 'Terminating' : 'Active'
  if (status.phase === expected) return []
  return [
    invalid(
      FieldPath.of('status', 'Phase'),
      new JsonValue(status.phase ?? ''),
      `may only be '${expected}' if \`deletionTimestamp\` is ${deleted ? 'not ' : ''}empty`,
    ),
  ]
}

export const strategy: Partial<Strategy<Namespace>> = {
  nameErrors: labelName,
  applyDefaults: withNameLabel,
  prepareForCreate: (namespace) => {
    const { finalizers = [] } = namespace.spec
    return {
      ...withNameLabel(namespace),
      spec: {
        finalizers: finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER],
      },
      status: { phase: 'Active' },
    }
  },
  validate: validateFinalizers,
  resetFields: [['status']],
  prepareForUpdate: (namespace, old) => ({
    ...namespace,
    spec: old.spec,
    status: old.status,
  }),
  validateUpdate: () => [],
}

export const status: UpdateStrategy<Namespace> = {
  ...keeping('spec'),
  validateUpdate: validatePhase,
}

export const finalize: UpdateStrategy<Namespace> = {
  ...keeping('status'),
  validateUpdate: (namespace, _old, context) => validateFinalizers(namespace, context),
}
