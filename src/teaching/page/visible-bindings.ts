import type { ClusterRoleBinding, RoleBinding } from '../../apis/rbac.ts'
import type { Binding } from '../../apiserver/authz/subject-index.ts'
import type { RbacView } from '../hints/cluster.ts'
import type { AsUser } from './parts.ts'

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

const bindingsAt = async (requester: AsUser, resource: string): Promise<Binding[] | undefined> => {
  const { code, body } = await requester.inject('GET', `${RBAC}/${resource}`)
  if (code >= 300) return undefined
  const { items } = body as unknown as { items: (ClusterRoleBinding | RoleBinding)[] }
  return items.map(({ metadata, subjects = [], roleRef }) => ({
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    subjects,
    roleRef,
  }))
}

/** Rejects with the errors of `requester`. */
export const visibleBindings = async (
  requester: AsUser,
): Promise<Pick<RbacView, 'bindings' | 'isSubject'>> => {
  const ofCluster = await bindingsAt(requester, 'clusterrolebindings')
  const ofNamespaces = await bindingsAt(requester, 'rolebindings')
  const all = [...(ofCluster ?? []), ...(ofNamespaces ?? [])]
  const isWhole = ofCluster !== undefined && ofNamespaces !== undefined
  const known = new Set(
    all.flatMap(({ subjects }) => subjects.map(({ kind, name }) => `${kind} ${name}`)),
  )
  return {
    bindings: () => all,
    // a name that is missing in an incomplete list may still have a binding
    isSubject: (kind, name) => !isWhole || known.has(`${kind} ${name}`),
  }
}
