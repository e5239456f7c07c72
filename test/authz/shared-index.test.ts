import t from 'tap'
import type { KubeObject } from '../../src/api/meta.ts'
import type { RoleRef, Subject } from '../../src/api/kinds/rbac.ts'
import { RbacIndex } from '../../src/authz/rbac-index.ts'

const RBAC = 'rbac.authorization.k8s.io'
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]
const subjects: Subject[] = [{ kind: 'Group', apiGroup: RBAC, name: 'team' }]
const roleRef: RoleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: 'reader' }

const objects = [
  { kind: 'ClusterRole', metadata: { name: 'reader' }, rules },
  { kind: 'Role', metadata: { name: 'reader', namespace: 'a' }, rules },
  { kind: 'ClusterRoleBinding', metadata: { name: 'all' }, subjects, roleRef },
  { kind: 'RoleBinding', metadata: { name: 'some', namespace: 'a' }, subjects, roleRef },
] as unknown as KubeObject[]

const filled = (): RbacIndex => {
  const index = new RbacIndex()
  for (const object of objects) index.set(object)
  return index
}

const named = (object: KubeObject, name: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, name },
})

/** All that an index knows of the namespace. */
const told = (index: RbacIndex) => {
  const granted: string[] = []
  index.visit({ name: 'jane', groups: ['team'], extra: {} }, 'a', ({ binding }) => {
    granted.push(binding.name)
    return true
  })
  return {
    clusterRoles: index.roleNames(''),
    roles: index.roleNames('a'),
    bindings: [...index.bindings()].map(({ name }) => name),
    granted,
    rules: index.rulesOf(roleRef, ''),
  }
}

t.test('what several hold together stays as it is when one of them changes', async (t) => {
  const changes: ((index: RbacIndex) => void)[] = [
    ...objects.map((object) => (index: RbacIndex) => index.set(named(object, 'another'))),
    ...objects.map((object) => (index: RbacIndex) => index.set({ ...object, rules: [] } as never)),
    (index) => index.remove('ClusterRole', '', 'reader'),
    (index) => index.remove('Role', 'a', 'reader'),
    (index) => index.remove('ClusterRoleBinding', '', 'all'),
    (index) => index.remove('RoleBinding', 'a', 'some'),
  ]
  const before = told(filled())
  for (const change of changes) {
    const [base, one, two, alone] = [filled(), filled(), filled(), filled()]
    one.share(base)
    two.share(base)
    t.same(told(one), before)
    change(one)
    change(alone)
    t.same(told(one), told(alone), 'the change is there')
    t.same([told(two), told(base)], [before, before], 'the others do not see it')
    change(base)
    t.same([told(two), told(base)], [before, told(alone)], 'nor that of the first')
  }
})

t.test('what differs is not shared', async (t) => {
  for (const object of objects) {
    const [base, one] = [filled(), filled()]
    one.set(named(object, 'another'))
    const before = told(one)
    one.share(base)
    t.same(told(one), before)
    one.remove(object.kind as never, object.metadata.namespace ?? '', 'another')
    t.same(told(one), told(base))
  }
  const [base, one] = [filled(), filled()]
  one.set({ ...objects[0]!, rules: [] } as never)
  one.share(base)
  t.same([one.rulesOf(roleRef, ''), base.rulesOf(roleRef, '')], [[], rules])
})
