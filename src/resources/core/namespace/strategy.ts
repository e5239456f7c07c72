/**
 * Field ownership of a Namespace on its three endpoints (`pkg/registry/core/namespace`): /finalize
 * owns the spec, /status the status.
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
import { defaultStrategy } from '../../../apiserver/registry/default-strategy.ts'
import { withMetadata } from '../../../apiserver/registry/metadata.ts'
import { finalizerErrors } from '../../../apiserver/registry/finalizer-validation.ts'
import type { Strategy } from '../../../apiserver/registry/strategy.ts'

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

const validateFinalizers = ({ release }: RequestContext, { spec }: Namespace): FieldError[] => {
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

const base = {
  nameErrors: labelName,
  applyDefaults: withNameLabel,
  prepareForCreate: (_context, namespace) => {
    const { finalizers = [] } = namespace.spec
    return {
      ...withNameLabel(namespace),
      spec: {
        finalizers: finalizers.includes(FINALIZER) ? finalizers : [...finalizers, FINALIZER],
      },
      status: { phase: 'Active' },
    }
  },
  validate: (context, namespace) => validateFinalizers(context, namespace),
} satisfies Partial<Strategy<Namespace>>

export const mainStrategy: Strategy<Namespace> = defaultStrategy<Namespace>({
  ...base,
  resetFields: [['status']],
  prepareForUpdate: (_context, namespace, old) => ({
    ...namespace,
    spec: old.spec,
    status: old.status,
  }),
  validateUpdate: () => [],
})

export const statusStrategy: Strategy<Namespace> = defaultStrategy<Namespace>({
  ...base,
  resetFields: [['spec']],
  prepareForUpdate: (_context, namespace, old) => ({ ...namespace, spec: old.spec }),
  validateUpdate: (_context, namespace) => validatePhase(namespace),
})

export const finalizeStrategy: Strategy<Namespace> = defaultStrategy<Namespace>({
  ...base,
  resetFields: [['status']],
  prepareForUpdate: (_context, namespace, old) => ({ ...namespace, status: old.status }),
  validateUpdate: (context, namespace) => validateFinalizers(context, namespace),
})
