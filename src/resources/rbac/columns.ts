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
  column('Role', 'The granted role.', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  wideColumn('Users', 'Users who get the role.', named('User', name)),
  wideColumn('Groups', 'Groups that get the role.', named('Group', name)),
  wideColumn(
    'ServiceAccounts',
    'Service accounts that get the role.',
    named('ServiceAccount', (subject) => `${subject.namespace ?? ''}/${subject.name}`),
  ),
]
