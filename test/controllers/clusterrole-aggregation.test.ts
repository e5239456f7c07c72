import t from 'tap'
import { type Json, startServer } from '../fixtures/server.ts'

const ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles'

const server = await startServer(t)

const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] })
const resources = ({ rules }: Json) => (rules ?? []).map((each: Json) => each.resources[0])

t.test(
  'an aggregated role gets the rules of the roles it selects, with the controller as field manager',
  async (t) => {
    const selector = (x: string) => ({ clusterRoleSelectors: [{ matchLabels: { x } }] })
    await server.post(ROLES, {
      metadata: { name: 'all' },
      aggregationRule: selector('1'),
      rules: null,
    })
    await server.post(ROLES, {
      metadata: { name: 'chained', labels: { x: '1' } },
      aggregationRule: selector('2'),
      rules: null,
    })
    await server.post(ROLES, { metadata: { name: 'a', labels: { x: '1' } }, rules: [rule('pods')] })
    await server.post(ROLES, {
      metadata: { name: 'b', labels: { x: '2' } },
      rules: [rule('secrets')],
    })
    const role = await server.until(`${ROLES}/all`, (body) => resources(body).length === 2)
    t.same(resources(role), ['pods', 'secrets'])
    const entry = role.metadata.managedFields.find(({ operation }: Json) => operation === 'Apply')
    t.equal(entry.manager, 'clusterrole-aggregation-controller')
    t.same(entry.fieldsV1, { 'f:rules': {} })

    await server.patch(`${ROLES}/all`, { rules: [] })
    await server.until(`${ROLES}/all`, (body) => resources(body).length === 2)
    await server.delete(`${ROLES}/b`)
    t.same(resources(await server.until(`${ROLES}/all`, (body) => resources(body).length === 1)), [
      'pods',
    ])
  },
)

t.test('the default role admin is filled, and an unrelated role does not change it', async (t) => {
  const { metadata } = await server.until(
    `${ROLES}/admin`,
    ({ rules }) => (rules ?? []).length > 10,
  )
  await server.post(ROLES, { metadata: { name: 'other' }, rules: [rule('pods')] })
  const { body } = await server.get(`${ROLES}/admin`)
  t.equal(body.metadata.resourceVersion, metadata.resourceVersion)
})
