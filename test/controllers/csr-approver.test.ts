import t from 'tap'
import { isAllowed } from '../../src/apiserver/authz/allowed.ts'
import type { Attributes } from '../../src/apiserver/authz/authorizer.ts'
import { csrApprover } from '../../src/controllers/csr-approver.ts'
import { NODE, nodeClientBody, requestOf } from '../fixtures/builders.ts'
import type { Teardown } from '../fixtures/server.ts'
import { Stage } from './stage.ts'

const node = {
  name: NODE,
  uid: 'n1',
  groups: ['system:nodes', 'system:authenticated'],
  extra: { 'example.com/x': ['y'] },
}
const bootstrapper = { name: 'system:bootstrap:abcdef', groups: [], extra: {} }

/** `granted`: the virtual subresources that requestors may create */
const approving = (t: Teardown) => {
  const stage = new Stage(t)
  const granted = new Set<string>()
  const asked: Attributes[] = []
  stage.may = (attributes) => {
    if (attributes.user.name === 'controller' || attributes.user.name === 'informer') return true
    asked.push(attributes)
    return granted.has(attributes.subresource)
  }
  const controller = csrApprover({
    ...stage.parts(stage.csrs),
    review: (user, question) => isAllowed(stage.authorizer, user, question),
  })
  stage.start(t, controller)
  const reasonFor = (name: string) =>
    stage.csr(name)?.status.conditions?.find(({ type }) => type === 'Approved')?.message
  return { stage, granted, asked, controller, reasonFor }
}

t.test('the CSR of a node for its own certificate is approved', async (t) => {
  const { stage, granted, asked, reasonFor } = approving(t)
  granted.add('selfnodeclient')
  await stage.create(stage.csrs, nodeClientBody(), node)
  await stage.until(() => reasonFor('node'))
  t.same(stage.csr('node')?.status.conditions, [
    {
      type: 'Approved',
      status: 'True',
      reason: 'AutoApproved',
      message: 'Auto approving self kubelet client certificate after SubjectAccessReview.',
      lastUpdateTime: '2030-05-06T07:08:09Z',
      lastTransitionTime: '2030-05-06T07:08:09Z',
    },
  ])
  t.match(asked, [
    {
      user: node,
      verb: 'create',
      apiGroup: 'certificates.k8s.io',
      apiVersion: '*',
      resource: 'certificatesigningrequests',
      subresource: 'selfnodeclient',
      namespace: '',
      name: '',
    },
  ])
  t.same(stage.lines, [])
})

t.test('the CSR of a bootstrap token for a new node is approved', async (t) => {
  const { stage, granted, asked, reasonFor } = approving(t)
  granted.add('nodeclient')
  await stage.create(stage.csrs, nodeClientBody(), bootstrapper)
  await stage.until(() => reasonFor('node'))
  t.equal(reasonFor('node'), 'Auto approving kubelet client certificate after SubjectAccessReview.')
  t.same(
    asked.map(({ subresource }) => subresource),
    ['nodeclient'],
    'selfnodeclient is not checked, since the requestor is not the node',
  )
})

t.test('a CSR whose requestor lacks permission is retried, with backoff', async (t) => {
  const { stage, granted, asked, controller, reasonFor } = approving(t)
  await stage.create(stage.csrs, nodeClientBody(), node)
  t.same(await stage.retries(4), [200, 400, 800, 1600])
  t.match(stage.lines[0], {
    level: 'debug',
    error:
      'recognized csr "node" as [selfnodeclient nodeclient] but subject access review was not approved',
  })
  await stage.until(() => stage.clock.waiting.length === 1)
  t.equal(asked.length, 10, 'two reviews in each of five attempts')
  granted.add('selfnodeclient')
  await stage.settle()
  t.equal(reasonFor('node'), undefined, 'not before the back-off ends')
  stage.clock.advance(3200)
  await stage.until(() => reasonFor('node'))
  await controller.stop()
  t.same(stage.clock.waiting, [])
})

t.test('unrecognized CSRs are ignored, even if their requestor has the permissions', async (t) => {
  const { stage, granted, asked } = approving(t)
  granted.add('nodeclient').add('selfnodeclient')
  const others = {
    'another-signer': nodeClientBody({ signerName: 'kubernetes.io/kube-apiserver-client' }),
    'no-group': nodeClientBody({ request: requestOf({ commonName: NODE }) }),
    'missing-usage': nodeClientBody({ usages: ['client auth'] }),
  }
  for (const [name, body] of Object.entries(others))
    await stage.create(stage.csrs, { ...body, metadata: { name } }, node)
  await stage.settle()
  for (const name of Object.keys(others)) t.same(stage.csr(name)?.status, {}, name)
  t.same(asked, [])
  t.same(stage.clock.waiting, [])
})

t.test('a denied CSR is ignored; an approved one keeps its other conditions', async (t) => {
  const { stage, granted, reasonFor } = approving(t)
  const bodies = ['denied', 'mine'].map((name) => nodeClientBody({ name }))
  for (const body of bodies) await stage.create(stage.csrs, body, bootstrapper)
  await stage.condition('denied', 'Denied')
  await stage.condition('mine', 'Mine')
  granted.add('nodeclient')
  await stage.until(() => reasonFor('mine') ?? (stage.clock.advance(200), undefined))
  t.same(
    stage.csr('mine')?.status.conditions?.map(({ type }) => type),
    ['Mine', 'Approved'],
  )
  t.same(
    stage.csr('denied')?.status.conditions?.map(({ type }) => type),
    ['Denied'],
  )
})

t.test('a forbidden approval is logged with the real controller’s message', async (t) => {
  const { stage, granted } = approving(t)
  granted.add('nodeclient')
  const { may } = stage
  stage.may = (attributes) => attributes.subresource !== 'approval' && may(attributes)
  await stage.create(stage.csrs, nodeClientBody(), bootstrapper)
  await stage.until(() => stage.lines.length === 1)
  t.equal(stage.lines[0]?.level, 'error')
  t.match(
    stage.lines[0]?.error,
    /^error updating approval for csr: certificatesigningrequests\.certificates\.k8s\.io "node" is forbidden: User "controller"/,
  )
})
