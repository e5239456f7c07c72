/** What a hint may tell to whom: of others, nothing but what that user could read by asking. */
import { CERTIFICATES_GROUP } from '../../apis/certificates.ts'
import { RBAC_GROUP } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { Attributes } from '../../apiserver/authz/authorizer.ts'
import type { ClusterView } from './cluster.ts'

type Asked = Pick<Attributes, 'verb' | 'apiGroup' | 'resource'> &
  Partial<Pick<Attributes, 'namespace' | 'name'>>

const may = ({ authorizer }: ClusterView, user: UserInfo, asked: Asked): boolean =>
  authorizer.authorize({
    user,
    resourceRequest: true,
    path: '',
    apiVersion: 'v1',
    subresource: '',
    namespace: '',
    name: '',
    ...asked,
  }).decision === 'allow'

const mayList = (
  cluster: ClusterView,
  user: UserInfo,
  resource: string,
  namespace: string,
): boolean => may(cluster, user, { verb: 'list', apiGroup: RBAC_GROUP, resource, namespace })

/** Whether the user may list the RoleBindings of a namespace or, for '', the ClusterRoleBindings. */
export const mayListBindings = (cluster: ClusterView, user: UserInfo, namespace: string): boolean =>
  mayList(cluster, user, namespace === '' ? 'clusterrolebindings' : 'rolebindings', namespace)

/** Whether the user may list all bindings that there are. */
export const mayListAllBindings = (cluster: ClusterView, user: UserInfo): boolean =>
  mayList(cluster, user, 'clusterrolebindings', '') && mayList(cluster, user, 'rolebindings', '')

/** Whether the user may see which Roles a namespace has or, for '', which ClusterRoles there are. */
export const mayListRoles = (cluster: ClusterView, user: UserInfo, namespace: string): boolean =>
  mayList(cluster, user, namespace === '' ? 'clusterroles' : 'roles', namespace)

/** Whether the user may see which namespaces there are. */
export const mayListNamespaces = (cluster: ClusterView, user: UserInfo): boolean =>
  may(cluster, user, { verb: 'list', apiGroup: '', resource: 'namespaces' })

/** Whether the user may see which certificate signing requests there are, and what is in them. */
export const mayListRequests = (cluster: ClusterView, user: UserInfo): boolean =>
  may(cluster, user, {
    verb: 'list',
    apiGroup: CERTIFICATES_GROUP,
    resource: 'certificatesigningrequests',
  })

/** Whether the user may look at the certificate signing request of this name. */
export const mayGetRequest = (cluster: ClusterView, user: UserInfo, name: string): boolean =>
  may(cluster, user, {
    verb: 'get',
    apiGroup: CERTIFICATES_GROUP,
    resource: 'certificatesigningrequests',
    name,
  })
