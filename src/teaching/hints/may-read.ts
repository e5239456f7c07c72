/** Checks that keep hints from revealing anything that the user could not read. */
import { CERTIFICATES_GROUP } from '../../apis/certificates.ts'
import { RBAC_GROUP } from '../../apis/rbac.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import { isAllowed } from '../../apiserver/authz/allowed.ts'
import type { HintCluster } from './cluster.ts'

const mayList = (
  { authorizer }: HintCluster,
  user: UserInfo,
  resource: string,
  namespace = '',
): boolean =>
  isAllowed(authorizer, user, { verb: 'list', apiGroup: RBAC_GROUP, resource, namespace })

/** Namespace '' stands for ClusterRoleBindings. */
export const mayListBindings = (cluster: HintCluster, user: UserInfo, namespace: string): boolean =>
  mayList(cluster, user, namespace === '' ? 'clusterrolebindings' : 'rolebindings', namespace)

export const mayListAllBindings = (cluster: HintCluster, user: UserInfo): boolean =>
  mayList(cluster, user, 'clusterrolebindings') && mayList(cluster, user, 'rolebindings')

/** Namespace '' stands for ClusterRoles. */
export const mayListRoles = (cluster: HintCluster, user: UserInfo, namespace: string): boolean =>
  mayList(cluster, user, namespace === '' ? 'clusterroles' : 'roles', namespace)

export const mayListRequests = (cluster: HintCluster, user: UserInfo): boolean =>
  isAllowed(cluster.authorizer, user, {
    verb: 'list',
    apiGroup: CERTIFICATES_GROUP,
    resource: 'certificatesigningrequests',
  })

export const mayGetRequest = (cluster: HintCluster, user: UserInfo, name: string): boolean =>
  isAllowed(cluster.authorizer, user, {
    verb: 'get',
    apiGroup: CERTIFICATES_GROUP,
    resource: 'certificatesigningrequests',
    name,
  })
