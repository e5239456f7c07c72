import type { Namespace } from '../../apis/core.ts'
import { forbiddenResource, notFound } from '../../apimachinery/status.ts'
import type { AdmissionPlugin } from './admission.ts'
import { refusal } from './forbidden.ts'

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public'])

const NAMESPACES = { group: '', resource: 'namespaces' }

/**
 * NamespaceLifecycle: rejects creates in missing or terminating namespaces, and deletes of three
 * built-in namespaces. `find` returns the newest state.
 */
export const namespaceLifecycle = (
  find: (name: string) => Namespace | undefined,
): AdmissionPlugin => ({
  mutate: (attributes) => {
    const { operation, namespace } = attributes
    if (operation !== 'CREATE' || namespace === '') return
    const found = find(namespace)
    if (found === undefined) throw notFound(NAMESPACES, namespace)
    if (found.metadata.deletionTimestamp === undefined) return
    throw refusal(
      attributes,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    )
  },
  validate: ({ operation, resource, name }) => {
    const isNamespace = resource.group === '' && resource.resource === 'namespaces'
    if (operation === 'DELETE' && isNamespace && IMMORTAL.has(name))
      throw forbiddenResource(NAMESPACES, name, 'this namespace may not be deleted')
  },
})
