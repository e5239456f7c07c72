import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'binding a role that is not there, or a user where a group was meant',
  hints: ['role-missing', 'user-for-group', 'no-rule'],
  async commit(t, lab) {
    await lab.request('tess', '/CN=tess/O=testers')
    await lab.apply('tess')
    await lab.type('kubectl create namespace tests')
    const bound = await lab.type(
      'kubectl create rolebinding look --role=view --user=testers -n tests',
    )
    const [role = '', group = ''] = bound.split('\n')
    t.match(
      role,
      /^Warning: there is no Role view in the namespace tests.* If the ClusterRole view was meant/,
    )
    t.match(
      group,
      /^Warning: this binds a user testers, and testers is a group .* in the request tess\./,
    )
    await lab.type(advice(role))
    const list = 'kubectl get pods -n tests --as=tess --as-group=testers'
    const forbidden = await lab.type(list)
    t.match(
      forbidden,
      /^Warning: you act as tess, .* The binding look is for a user testers, which is a group of yours\./,
    )
    t.equal(advice(forbidden), advice(group), 'what was said of the binding mends it')
    await lab.type(advice(forbidden))
    t.match(await lab.type(list), /^No resources found/)

    const missing = await lab.type(
      'kubectl create rolebinding later --role=pod-looker --user=tess -n tests',
    )
    t.match(missing, /there is no Role pod-looker in the namespace tests.* Create it/)
    await lab.type(advice(missing))
    t.match(await lab.type('kubectl get pods -n tests --as=tess'), /^No resources found/)
    t.notMatch(
      await lab.type('kubectl create rolebinding fine --role=pod-looker --user=tess -n tests'),
      /Warning/,
    )
  },
}
