/** `pods/NAME/eviction`: has a pod go (`pkg/registry/core/pod/storage/eviction.go`, 1.34). No budget keeps it: there are none here. */
import type { RequestContext } from '../../../api/context.ts'
import { FieldPath, invalid } from '../../../api/field.ts'
import type { Eviction } from '../../../api/kinds/policy.ts'
import type { Pod } from '../../../api/kinds/pods.ts'
import {
  badRequest,
  conflict,
  createdStatus,
  invalidObject,
  plainError,
} from '../../../api/status.ts'
import { done } from '../../../api/turns.ts'
import type { DeleteRequest } from '../../../registry/delete.ts'
import type { ActionSubresource } from '../../../registry/resource.ts'
import { admitted, type PodActionParts } from './action.ts'
import { withCondition } from './condition.ts'

const BODY = { group: 'policy', version: 'v1', kind: 'Eviction' }
const UNREADABLE = 'ignoreStoreReadErrorWithClusterBreakingPotential'

const EVICTED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
}

/** Whether nothing is to be done in earnest: the request may say so, and the eviction. Throws when they differ. */
const isDryRun = (context: RequestContext, { deleteOptions }: Eviction): boolean => {
  const own = deleteOptions?.dryRun ?? []
  if (context.dryRun && own.some((value) => value !== 'All')) {
    throw plainError(
      `Non-matching dry-run options in request and content: [All] and [${own.join(' ')}]`,
    )
  }
  return context.dryRun || own.length > 0
}

const checkPreconditions = ({ metadata }: Pod, { preconditions = {} }: Partial<DeleteRequest>) => {
  const { uid = '', resourceVersion = '' } = preconditions
  const mismatch = (what: string, wanted: string, stored: string | undefined, may: string) =>
    conflict(
      { group: '', resource: 'Pod' },
      metadata.name ?? '',
      `the ${what} in the precondition (${wanted}) does not match the ${what} in record (${stored}). The object might have been ${may}`,
    )
  if (uid !== '' && uid !== metadata.uid)
    throw mismatch('UID', uid, metadata.uid, 'deleted and then recreated')
  if (resourceVersion !== '' && resourceVersion !== metadata.resourceVersion)
    throw mismatch('ResourceVersion', resourceVersion, metadata.resourceVersion, 'modified')
}

/** Writes down why the pod goes; the options then mean the pod as it is after that. */
const marked = async (
  parts: PodActionParts,
  context: RequestContext,
  options: DeleteRequest,
): Promise<DeleteRequest> => {
  const { object } = await parts.pods().update(context, {
    namespace: options.namespace,
    name: options.name,
    subresource: 'status',
    managersRecorded: true,
    change: (pod) => {
      checkPreconditions(pod!, options)
      return done(withCondition(pod!, EVICTED, context.clock.now()))
    },
  })
  const { resourceVersion } = object.metadata
  return options.preconditions?.resourceVersion === undefined || resourceVersion === undefined
    ? options
    : { ...options, preconditions: { ...options.preconditions, resourceVersion } }
}

const deleteRequest = (
  { deleteOptions = {} }: Eviction,
  namespace: string,
  name: string,
): DeleteRequest => {
  const { preconditions, orphanDependents, propagationPolicy } = deleteOptions
  return {
    namespace,
    name,
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(orphanDependents === undefined ? {} : { orphanDependents }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
  }
}

/** Throws 400 for another name than the URL's, 404, 409 for preconditions that do not hold, 422, and a bare 500 for two dry runs. */
export const podEviction = (parts: PodActionParts): ActionSubresource => ({
  group: '',
  version: 'v1',
  resource: 'pods',
  subresource: 'eviction',
  namespaced: true,
  body: BODY,
  description: 'Have a Pod go, as far as disruption budgets let it: csrlab has none.',
  answersStatus: true,
  create: async (asked, posted, namespace, name) => {
    const { object: eviction, validate } = admitted<Eviction>(parts, asked, {
      object: posted,
      kind: BODY.kind,
      subresource: 'eviction',
      namespace,
      name,
    })
    if (eviction.metadata.name !== name)
      throw badRequest('name in URL does not match name in Eviction object')
    if (eviction.deleteOptions?.[UNREADABLE] === true) {
      throw invalidObject(BODY.group, BODY.kind, name, [
        invalid(
          FieldPath.of('deleteOptions', UNREADABLE),
          true,
          'can not be set for pod eviction, try after removing the option',
        ),
      ])
    }
    const context = { ...asked, dryRun: isDryRun(asked, eviction) }
    validate()
    const options = deleteRequest(eviction, namespace, name)
    await parts
      .pods()
      .delete(context, context.dryRun ? options : await marked(parts, context, options))
    return createdStatus
  },
})
