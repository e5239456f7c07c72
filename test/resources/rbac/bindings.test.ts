import t from 'tap'
import { fieldErrorText } from '../../../src/api/field.ts'
import type { RoleBinding, Subject } from '../../../src/api/kinds/rbac.ts'
import { clusterRoleBindings } from '../../../src/resources/rbac/clusterrolebinding/resource.ts'
import { roleBindings } from '../../../src/resources/rbac/rolebinding/resource.ts'
import { account, clusterRoleBinding, group, roleBinding, user } from '../../authz/builders.ts'
import { anybody } from '../context.ts'

const local = (binding: RoleBinding) =>
  roleBindings.strategy.validate(anybody, binding).map(fieldErrorText)
const global = (binding: RoleBinding) =>
  clusterRoleBindings.strategy.validate(anybody, binding).map(fieldErrorText)

void t.test(
  'the group of the role and of people is filled in, that of service accounts is empty',
  async (t) => {
    const sent: RoleBinding = {
      ...roleBinding('shop', 'b', 'Role/r'),
      subjects: [
        { kind: 'User', name: 'jane' },
        { kind: 'Group', name: 'devs', namespace: 'odd' },
        { kind: 'ServiceAccount', name: 'robot' },
        { kind: 'User', apiGroup: 'example.com', name: 'eve' },
        { kind: 'Robot', name: 'x' },
      ],
      roleRef: { apiGroup: '', kind: 'Role', name: 'r' },
    }
    const apiGroup = 'rbac.authorization.k8s.io'
    t.strictSame(roleBindings.strategy.applyDefaults(sent), {
      ...sent,
      subjects: [
        { kind: 'User', apiGroup, name: 'jane' },
        { kind: 'Group', apiGroup, name: 'devs', namespace: 'odd' },
        { kind: 'ServiceAccount', name: 'robot' },
        { kind: 'User', apiGroup: 'example.com', name: 'eve' },
        { kind: 'Robot', name: 'x' },
      ],
      roleRef: { apiGroup, kind: 'Role', name: 'r' },
    })
    const none = clusterRoleBinding('b', 'r')
    delete none.subjects
    t.notOk('subjects' in clusterRoleBindings.strategy.applyDefaults(none))
  },
)

void t.test('bindings that are fine', async (t) => {
  t.strictSame(local(roleBinding('shop', 'b', 'Role/r', user('a'), group('b'), account('c'))), [])
  t.strictSame(local(roleBinding('shop', 'b', 'ClusterRole/system:r')), [])
  t.strictSame(global(clusterRoleBinding('b', 'r', user('a'), account('c', 'shop'))), [])
})

void t.test('the role must be one that can be bound', async (t) => {
  const refer = (kind: string, name: string, apiGroup = 'rbac.authorization.k8s.io') => ({
    ...clusterRoleBinding('b', 'r'),
    roleRef: { apiGroup, kind, name },
  })
  t.strictSame(local(refer('Foo', '', 'x')), [
    'roleRef.apiGroup: Unsupported value: "x": supported values: "rbac.authorization.k8s.io"',
    'roleRef.kind: Unsupported value: "Foo": supported values: "Role", "ClusterRole"',
    'roleRef.name: Required value',
  ])
  t.strictSame(global(refer('Role', 'a/b')), [
    'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
    `roleRef.name: Invalid value: "a/b": may not contain '/'`,
  ])
})

void t.test('every subject must be somebody', async (t) => {
  const subdomain =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
  const cases: [subject: Subject, texts: string[]][] = [
    [
      { kind: 'User', apiGroup: '', name: '' },
      [
        'name: Required value',
        'apiGroup: Unsupported value: "": supported values: "rbac.authorization.k8s.io"',
      ],
    ],
    [group(''), ['name: Required value']],
    [
      { kind: 'ServiceAccount', apiGroup: 'x', name: 'A' },
      [
        `name: Invalid value: "A": ${subdomain}`,
        'apiGroup: Unsupported value: "x": supported values: ""',
        'namespace: Required value',
      ],
    ],
    [
      { kind: 'Robot', name: '' },
      [
        'name: Required value',
        'kind: Unsupported value: "Robot": supported values: "ServiceAccount", "User", "Group"',
      ],
    ],
  ]
  for (const [subject, texts] of cases) {
    const binding = clusterRoleBinding('b', 'r', user('fine'), subject)
    t.strictSame(
      global(binding),
      texts.map((text) => `subjects[1].${text}`),
    )
  }
  t.strictSame(local(roleBinding('shop', 'b', 'Role/r', account('robot'))), [])
})

void t.test('subjects may change, the role may not', async (t) => {
  const old = clusterRoleBinding('b', 'r', user('a'))
  const update = (binding: RoleBinding) =>
    clusterRoleBindings.strategy.validateUpdate(anybody, binding, old).map(fieldErrorText)
  t.strictSame(update(clusterRoleBinding('b', 'r', group('x'))), [])
  t.strictSame(update(clusterRoleBinding('b', 'other')), [
    'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"ClusterRole","Name":"other"}: cannot change roleRef',
  ])
  t.equal(update(clusterRoleBinding('b', '')).length, 2)
})

void t.test('the table shows what is granted, and to whom when it may be wide', async (t) => {
  const binding = clusterRoleBinding(
    'b',
    'r',
    user('a'),
    group('g'),
    account('sa', 'shop'),
    user('c'),
    account('x'),
  )
  binding.metadata.creationTimestamp = '2026-03-04T05:06:07Z'
  const now = Date.parse('2026-03-04T05:11:07Z')
  t.strictSame(
    clusterRoleBindings.columns.map((column) => [
      column.name,
      column.priority,
      column.cell(binding, now),
    ]),
    [
      ['Name', 0, 'b'],
      ['Role', 0, 'ClusterRole/r'],
      ['Age', 0, '5m'],
      ['Users', 1, 'a, c'],
      ['Groups', 1, 'g'],
      ['ServiceAccounts', 1, 'shop/sa, /x'],
    ],
  )
})
