/** `pods/NAME/binding`: puts a pod on a node, as a scheduler does (`pkg/registry/core/pod/storage/storage.go`, 1.34 and 1.36). */
import {
  type FieldError,
  fieldErrorText,
  FieldPath,
  notSupportedInOrder,
  required,
} from '../../../api/field.ts'
import type { RequestContext } from '../../../api/context.ts'
import type { Binding, Pod } from '../../../api/kinds/pods.ts'
import { badRequest, conflict, createdStatus, plainError } from '../../../api/status.ts'
import { goQuote } from '../../../api/text/quote.ts'
import { done } from '../../../api/turns.ts'
import { withMetadata } from '../../../registry/metadata.ts'
import type { ActionSubresource } from '../../../registry/resource.ts'
import { admitted, type PodActionParts } from './action.ts'
import { withCondition } from './condition.ts'

const TARGET = FieldPath.of('target')

/** `ValidatePodBinding` of `pkg/apis/core/validation`, 1.34. */
const bindingErrors = ({ target: { kind = '', name = '' } }: Binding): FieldError[] => [
  ...(kind === '' || kind === 'Node'
    ? []
    : [notSupportedInOrder(TARGET.child('kind'), kind, ['Node', '<empty>'])]),
  ...(name === '' ? [required(TARGET.child('name'))] : []),
]

/** Several errors as Go's aggregate prints them. */
const aggregate = (errors: readonly FieldError[]): string => {
  const texts = errors.map(fieldErrorText)
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`
}

/** Why the pod cannot be put on a node, or undefined. */
const hindrance = ({ metadata, spec }: Pod): string | undefined => {
  const { name } = metadata
  if (metadata.deletionTimestamp !== undefined)
    return `pod ${name} is being deleted, cannot be assigned to a host`
  if ((spec.nodeName ?? '') !== '')
    return `pod ${name} is already assigned to node ${goQuote(spec.nodeName!)}`
  return (spec.schedulingGates ?? []).length > 0
    ? `pod ${name} has non-empty .spec.schedulingGates`
    : undefined
}

/** Somebody who says which state of the pod they mean gets no other. */
const checkRevision = ({ metadata }: Pod, binding: Binding): void => {
  const { resourceVersion: wanted = '' } = binding.metadata
  const { name = '', namespace = '', resourceVersion } = metadata
  if (wanted === '' || wanted === resourceVersion) return
  throw conflict(
    { group: '', resource: 'pods' },
    name,
    `StorageError: invalid object, Code: 4, Key: /registry/pods/${namespace}/${name}, ResourceVersion: 0, AdditionalErrorMsg: ` +
      `Precondition failed: ResourceVersion in precondition: ${wanted}, ResourceVersion in object meta: ${resourceVersion}`,
  )
}

const bound = (
  pod: Pod,
  { metadata, target }: Binding,
  { clock, release }: RequestContext,
): Pod => {
  const labels = release.has('BindingLabels') ? metadata.labels : undefined
  const { nominatedNodeName: _, ...status } = pod.status
  const assigned = { ...pod, spec: { ...pod.spec, nodeName: target.name ?? '' }, status }
  return withCondition(
    withMetadata(assigned, {
      annotations: { ...pod.metadata.annotations, ...metadata.annotations },
      labels: { ...pod.metadata.labels, ...labels },
    }),
    { type: 'PodScheduled', status: 'True' },
    clock.now(),
  )
}

/** Throws 400 for another name than the URL's, a bare 500 for no target, 404, and 409 for a pod that has a node or that goes. */
export const podBinding = (parts: PodActionParts): ActionSubresource => ({
  group: '',
  version: 'v1',
  resource: 'pods',
  subresource: 'binding',
  namespaced: true,
  body: { group: '', version: 'v1', kind: 'Binding' },
  description: 'Put a Pod on a node.',
  answersStatus: true,
  create: async (context, posted, namespace, name) => {
    const { object: binding, validate } = admitted(parts, context, {
      object: posted as Binding,
      kind: 'Binding',
      subresource: 'binding',
      namespace,
      name,
    })
    if (binding.metadata.name !== name)
      throw badRequest('name in URL does not match name in Binding object')
    const errors = bindingErrors(binding)
    if (errors.length > 0) throw plainError(aggregate(errors))
    validate()
    const { uid = '' } = binding.metadata
    await parts.pods().update(context, {
      namespace,
      name,
      subresource: 'binding',
      managersRecorded: true,
      ...(uid === '' ? {} : { uid }),
      change: (pod) => {
        checkRevision(pod!, binding)
        const why = hindrance(pod!)
        if (why !== undefined) throw conflict({ group: '', resource: 'pods/binding' }, name, why)
        return done(bound(pod!, binding, context))
      },
    })
    return createdStatus
  },
})
