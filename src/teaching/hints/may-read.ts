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

/** Namespace '' stands for ClusterRoles and ClusterRoleBindings. */
export const mayListRbac = (
  cluster: HintCluster,
  user: UserInfo,
  resource: 'roles' | 'rolebindings',
  namespace: string,
): boolean => mayList(cluster, user, namespace === '' ? `cluster${resource}` : resource, namespace)

export const mayListAllBindings = (cluster: HintCluster, user: UserInfo): boolean =>
  mayList(cluster, user, 'clusterrolebindings') && mayList(cluster, user, 'rolebindings')

/** `name`: the name of a CSR; default: the user must be able to list all CSRs. */
export const mayReadRequests = ({ authorizer }: HintCluster, user: UserInfo, name = ''): boolean =>
  isAllowed(authorizer, user, {
    verb: name === '' ? 'list' : 'get',
    apiGroup: CERTIFICATES_GROUP,
    resource: 'certificatesigningrequests',
    name,
  })
