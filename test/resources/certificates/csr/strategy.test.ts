import t from 'tap'
import { certificateSigningRequests } from '../../../../src/resources/certificates/csr/resource.ts'
import {
  base64,
  certificatePem,
  CLIENT,
  condition,
  JANE,
  requestOf,
  storedCondition,
  storedCsr,
} from '../../../fixtures/builders.ts'
import { anybody, contextOf } from '../../context.ts'
import { Shelf } from '../../shelf.ts'

const resource = certificateSigningRequests
const shelf = new Shelf(resource)
const NOW = '2030-01-01T00:00:00Z'
const THEN = '2029-12-31T00:00:00Z'
const LATER = '2031-01-01T00:00:00Z'
const CERTIFICATE = base64(certificatePem(0, 1000))

t.test('the server sets the creator, whatever the client sends', async (t) => {
  const sent = shelf.decode({
    spec: {
      request: JANE,
      signerName: CLIENT,
      usages: ['client auth'],
      expirationSeconds: 600,
      username: 'root',
      uid: '0',
      groups: ['wheel'],
      extra: { a: ['b'] },
    },
    status: { conditions: [condition('Approved')], certificate: CERTIFICATE },
  })
  const asked = {
    request: JANE,
    signerName: CLIENT,
    expirationSeconds: 600,
    usages: ['client auth'],
  }
  const extra = Object.assign(Object.create(null), { ['__proto__x']: ['1'], b: ['2', '3'] })
  const known = contextOf({
    name: 'jane',
    uid: 'u1',
    groups: ['devs', 'system:authenticated'],
    extra,
  })
  const created = resource.strategy.prepareForCreate(sent, known)
  t.same(created.spec, {
    ...asked,
    username: 'jane',
    uid: 'u1',
    groups: ['devs', 'system:authenticated'],
    extra: { ['__proto__x']: ['1'], b: ['2', '3'] },
  })
  t.same(created.status, {}, 'a status sent by the client is dropped')
  const plain = resource.strategy.prepareForCreate(sent, anybody)
  t.same(plain.spec, { ...asked, username: 'jane', groups: ['devs'] }, 'neither uid nor extra')
})

t.test('each endpoint accepts its own part and keeps the rest', async (t) => {
  const old = storedCsr({ conditions: [storedCondition('Mine', THEN)] }, { username: 'jane' })
  const change = {
    metadata: { name: 'x', labels: { new: 'label' } },
    spec: {
      request: requestOf({ commonName: 'eve' }),
      signerName: 'a.b/c',
      usages: ['any'],
      username: 'eve',
    },
    status: {
      conditions: [condition('Mine', { reason: 'Changed' })],
      certificate: CERTIFICATE,
    },
  }
  const main = shelf.update(change, old)
  const approval = shelf.update(change, old, 'approval')
  const status = shelf.update(change, old, 'status')
  for (const [endpoint, { object, errors }] of Object.entries({ main, approval, status })) {
    t.same(errors, [], endpoint)
    t.same(object.spec, old.spec, `${endpoint}: the spec is immutable`)
    t.same(object.metadata.labels, { new: 'label' }, `${endpoint}: metadata can change`)
  }
  t.same(main.object.status, old.status)
  t.equal(approval.object.status.certificate, undefined)
  t.equal(approval.object.status.conditions?.[0]?.reason, 'Changed')
  t.equal(status.object.status.certificate, CERTIFICATE)
  t.equal(status.object.status.conditions?.[0]?.reason, 'Changed')
})

t.test(
  '/status replaces sent Approved and Denied with the stored ones, and accepts Failed as sent',
  async (t) => {
    const named = (type: string, reason: string, time: string | null = THEN) =>
      storedCondition(type, time, { reason })
    const old = storedCsr({
      conditions: [
        named('Denied', 'b1'),
        named('Approved', 'b2'),
        named('Denied', 'b3', null),
        named('Approved', 'b4'),
      ],
    })
    const sent = ['Failed', 'Denied', 'Approved', 'Denied', 'Approved'].map((type, i) =>
      condition(type, { reason: `a${i}` }),
    )
    const { object } = shelf.update({ spec: old.spec, status: { conditions: sent } }, old, 'status')
    t.same(
      object.status.conditions?.map(({ type, reason, lastUpdateTime }) => [
        type,
        reason,
        lastUpdateTime,
      ]),
      [
        ['Failed', 'a0', NOW],
        ['Denied', 'b1', THEN],
        ['Approved', 'b2', THEN],
        ['Denied', 'b3', NOW],
        ['Approved', 'b4', THEN],
      ],
      'only Failed keeps the sent reason, and missing times are filled in',
    )
    const once = storedCsr({ conditions: [named('Approved', 'stored')] })
    const edited = shelf.update(
      { spec: once.spec, status: { conditions: [condition('Approved', { reason: 'mine' })] } },
      once,
      'status',
    )
    t.same(edited.errors, [])
    t.same(edited.object.status, once.status, 'an edit of Approved is silently undone')
  },
)

t.test('times left out by the client are filled in', async (t) => {
  const old = storedCsr({
    conditions: [
      storedCondition('Mine', null),
      storedCondition('Mine', THEN, { lastUpdateTime: '2029-01-01T00:00:00Z' }),
      storedCondition('Off', THEN, { status: 'False' }),
    ],
  })
  const sent = [
    condition('Mine'),
    condition('Off'),
    condition('New', { lastUpdateTime: LATER }),
    condition('Kept', { lastUpdateTime: THEN, lastTransitionTime: LATER }),
    condition('Null', { lastUpdateTime: null, lastTransitionTime: null }),
    condition('Zero', { lastUpdateTime: '0001-01-01T00:00:00Z' }),
  ]
  for (const endpoint of ['approval', 'status']) {
    const { object } = shelf.update({ spec: old.spec, status: { conditions: sent } }, old, endpoint)
    t.same(
      object.status.conditions?.map((c) => [c.type, c.lastUpdateTime, c.lastTransitionTime]),
      [
        ['Mine', NOW, THEN],
        ['Off', NOW, NOW],
        ['New', LATER, NOW],
        ['Kept', THEN, LATER],
        ['Null', NOW, NOW],
        ['Zero', NOW, NOW],
      ],
      `/${endpoint}: a missing lastUpdateTime is now; a missing lastTransitionTime is copied from a stored condition of this type and status, or is now`,
    )
  }
})
