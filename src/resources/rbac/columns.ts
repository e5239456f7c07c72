/** Columns of RBAC kinds. Roles have no printer on the real server, hence `Created At`. */
import type { KubeObject } from '../../apimachinery/meta.ts'
import type { ClusterRoleBinding, RoleBinding, Subject } from '../../apis/rbac.ts'
import {
  ageColumn,
  column,
  createdColumn,
  nameColumn,
  wideColumn,
} from '../../apiserver/registry/columns.ts'
import type { Column } from '../../apiserver/registry/resource.ts'

export const roleColumns: readonly Column<KubeObject>[] = [nameColumn, createdColumn]

type AnyBinding = RoleBinding | ClusterRoleBinding

const named =
  (kind: string, text: (subject: Subject) => string) =>
  ({ subjects = [] }: AnyBinding): string =>
    subjects
      .filter((subject) => subject.kind === kind)
      .map(text)
      .join(', ')

const name = (subject: Subject): string => subject.name

export const bindingColumns: readonly Column<AnyBinding>[] = [
  nameColumn,
  column('Role', 'The role that is granted.', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wideColumn('Users', 'Users to whom it is granted.', named('User', name)),
  wideColumn('Groups', 'Groups to which it is granted.', named('Group', name)),
  wideColumn(
    'ServiceAccounts',
    'Service accounts to which it is granted.',
    named('ServiceAccount', (subject) => `${subject.namespace ?? ''}/${subject.name}`),
  ),
]
