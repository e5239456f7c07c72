import t from 'tap'
import { deployments } from '../../../src/resources/apps/deployment/resource.ts'
import { Shelf } from '../shelf.ts'

const shelf = new Shelf(deployments)
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
}
const selector = { matchLabels: { app: 'web' } }
const spec = { selector, template }

t.test('a deployment gets its defaults', async (t) => {
  const deployment = shelf.stored({ spec, status: { replicas: 3 } })
  t.match(deployment.spec, {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
    template: {
      spec: { restartPolicy: 'Always', containers: [{ imagePullPolicy: 'Always' }] },
    },
  })
  t.same(deployment.status, {})
  t.equal(deployment.metadata.generation, 1)
  const recreate = shelf.stored({ spec: { ...spec, replicas: 0, strategy: { type: 'Recreate' } } })
  t.match(recreate.spec, { replicas: 0 })
  t.same(recreate.spec.strategy, { type: 'Recreate' })
})

t.test('selector and template must match', async (t) => {
  t.same(shelf.errorsOfSpec({ template }), ['spec.selector: Required value'])
  t.same(shelf.errorsOfSpec({ template, selector: {} }), [
    'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
  ])
  t.same(shelf.errorsOfSpec({ template, selector: { matchLabels: { app: 'db' } } }), [
    'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
  ])
  const { spec: podSpec } = template
  t.same(shelf.errorsOfSpec({ template: { spec: podSpec }, selector }), [
    'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
  ])
})

t.test('the template is validated like a pod', async (t) => {
  const wrong = { ...template, spec: { containers: [{ name: 'c' }] } }
  t.same(shelf.errorsOfSpec({ selector, template: wrong }), [
    'spec.template.spec.containers[0].image: Required value',
  ])
})

t.test(
  'a change of spec or annotations raises the generation; the selector is immutable',
  async (t) => {
    const old = shelf.stored({ spec })
    t.equal(shelf.update({ spec }, old).object.metadata.generation, undefined, 'nothing changed')
    t.equal(shelf.update({ spec: { ...spec, replicas: 2 } }, old).object.metadata.generation, 2)
    const annotated = {
      metadata: { name: 'x', namespace: 'default', annotations: { a: 'b' } },
      spec,
    }
    t.equal(shelf.update(annotated, old).object.metadata.generation, 2)
    const other = { ...spec, selector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }
    t.same(shelf.update({ spec: other }, old).errors, [
      'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Exists"}]}: field is immutable',
    ])
  },
)

t.test('a row shows the progress', async (t) => {
  const deployment = shelf.stored({ spec: { ...spec, replicas: 3 } })
  t.same(
    shelf.row({
      ...deployment,
      status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 },
    }),
    {
      Name: 'x',
      Ready: '2/3',
      'Up-to-date': 3,
      Available: 1,
      Age: '<unknown>',
      Containers: 'c',
      Images: 'nginx',
      Selector: 'app=web',
    },
  )
})
