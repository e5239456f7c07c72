/** Memory and timing of hints as admission plugins. */
import t from 'tap'
import type { AdmissionAttributes } from '../../../src/apiserver/admission/admission.ts'
import type { CertificateSigningRequest } from '../../../src/apis/certificates.ts'
import type { UserInfo } from '../../../src/apimachinery/user.ts'
import { hintPlugins } from '../../../src/teaching/hints/plugin.ts'
import { Remembered, type Tombstone } from '../../../src/teaching/hints/remembered.ts'
import { clusterRoleBinding, person, roleBinding, user } from '../../apiserver/authz/builders.ts'
import { requestOf, storedCondition } from '../../fixtures/builders.ts'
import { contextOf } from '../../resources/context.ts'
import { ADMIN, at, certificateUntil, clusterOf, csrOf, HOUR, NOW } from './facts.ts'

type CSR = CertificateSigningRequest

const CLEANER = person('system:serviceaccount:kube-system:certificate-controller')

const stage = (existing: readonly CSR[] = [], now = NOW) => {
  const tombstones = new Remembered<Tombstone>()
  const deciders = new Remembered<string>()
  const groups = new Remembered<string>()
  const cluster = clusterOf({ requests: existing, now })
  const report = (error: unknown): void => {
    throw error
  }
  const parts = { cluster, tombstones, deciders, groups, form: 'full' as const, report }
  return { ...parts, ...hintPlugins(parts) }
}

interface Asked extends Partial<Omit<AdmissionAttributes, 'context'>> {
  readonly user?: UserInfo
  readonly dryRun?: boolean
}

/** Attributes of a write, and its warnings. */
const asking = (
  operation: AdmissionAttributes['operation'],
  { user = ADMIN, dryRun = false, ...asked }: Asked,
) => {
  const warnings: string[] = []
  const attributes: AdmissionAttributes = {
    context: {
      ...contextOf(user),
      dryRun,
      fieldManager: 'kubectl',
      warn: (text) => void warnings.push(text),
    },
    operation,
    resource: { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' },
    kind: 'CertificateSigningRequest',
    subresource: '',
    namespace: '',
    name: 'jane',
    object: undefined,
    oldObject: undefined,
    ...asked,
  }
  return { attributes, warnings }
}

const withUid = (csr: CSR, uid = 'u1'): CSR => ({ ...csr, metadata: { ...csr.metadata, uid } })
const OLD = withUid(csrOf('jane'))
const APPROVED = withUid(csrOf('jane', {}, 'Approved'))
const DENIED = withUid(csrOf('jane', {}, 'Denied'))
const odd = csrOf('jane-request', { usages: ['server auth'] })

/** Warnings of the whole admission chain; a rejected write runs only its first part. */
const through = (
  { first, last }: ReturnType<typeof stage>,
  operation: AdmissionAttributes['operation'],
  asked: Asked,
  isRefused = false,
) => {
  const { attributes, warnings } = asking(operation, asked)
  first.mutate?.(attributes)
  if (!isRefused) last.validate?.(attributes)
  return warnings
}

t.test('hints for a created CSR', async (t) => {
  const creation = { object: odd, name: 'jane-request' }
  const { first } = stage()
  t.equal(first.mutate?.(asking('CREATE', creation).attributes), odd, 'the CSR is not changed')
  t.same(
    through(stage(), 'CREATE', creation, true),
    [],
    'a rejected CSR gets no hints about approval',
  )
  t.match(through(stage(), 'CREATE', creation), [
    /^if this is approved, the signer will mark it Failed.* kubectl replace --force -f jane-request\.yaml/,
  ])
  t.match(
    through(stage(), 'CREATE', { ...creation, dryRun: true }),
    [/Write usages: \["client auth"\]\. \(see/],
    'a dry run left nothing to send again',
  )

  const taken = stage([csrOf('jane-request', { request: requestOf({ commonName: 'x' }) })])
  t.match(through(taken, 'CREATE', creation), [
    /^the request jane-request exists with the same key/,
  ])

  const generated = { ...odd, metadata: { generateName: 'jane-', name: 'jane-x' } }
  t.match(
    through(stage(), 'CREATE', { object: generated, name: 'jane-x' }),
    [/Write usages: \["client auth"\]\. \(see/],
    'nor does a manifest with generateName',
  )
  t.match(through(stage(), 'CREATE', { object: csrOf('jane', { request: 'AAAA' }) }), [
    /^spec\.request does not decode to PEM text/,
  ])
})

t.test(
  'a hint that is not about a mistake is given once, and only if there are no others',
  async (t) => {
    const other = { object: csrOf('other'), name: 'other' }
    const called = /^the request is called other, but the user will be jane/
    const one = stage()
    t.match(through(one, 'CREATE', { object: odd, name: 'jane-request' }), [/^if this is approved/])
    t.match(through(one, 'CREATE', { ...other, dryRun: true }), [called])
    t.match(through(one, 'CREATE', other), [called], 'a dry run does not count')
    t.same(through(one, 'CREATE', other), [])
  },
)

t.test('requested groups are remembered', async (t) => {
  const one = stage()
  const object = csrOf('jane', {
    request: requestOf({ commonName: 'jane', organizations: ['devs', 'ops'] }),
  })
  through(one, 'CREATE', { object }, true)
  t.equal(one.groups.get('devs'), undefined, 'a rejected request does not count')
  through(one, 'CREATE', { object })
  t.equal(one.groups.get('ops'), 'jane')
})

t.test('hints for a created binding', async (t) => {
  const object = roleBinding('shop', 'x', 'Role/gone', user('jane'))
  const resource = { group: 'rbac.authorization.k8s.io', resource: 'rolebindings' }
  const made = { object, resource, namespace: 'shop', name: 'x' }
  const NONE = [/^there is no Role gone in the namespace shop/]
  t.match(through(stage(), 'CREATE', made), NONE)
  t.same(through(stage(), 'CREATE', made, true), [], 'a rejected binding gets none')
  t.same(through(stage(), 'CREATE', { ...made, user: CLEANER }), [])
  t.same(through(stage(), 'UPDATE', { ...made, oldObject: object }), [])
  for (const other of [
    { group: 'x', resource: 'rolebindings' },
    { ...resource, resource: 'roles' },
  ])
    t.same(through(stage(), 'CREATE', { ...made, resource: other }), [])
  const ofAll = clusterRoleBinding('x', 'gone', user('jane'))
  t.match(
    through(stage(), 'CREATE', {
      object: ofAll,
      resource: { ...resource, resource: 'clusterrolebindings' },
    }),
    [/^there is no ClusterRole gone/],
  )
})

t.test('a warning that an object will not run', async (t) => {
  for (const resource of ['pods', 'deployments']) {
    const made = { object: OLD, resource: { group: '', resource } }
    t.match(through(stage(), 'CREATE', made), [/does not run them/])
    t.same(through(stage(), 'CREATE', { ...made, subresource: 'eviction' }), [])
    t.same(through(stage(), 'UPDATE', { ...made, oldObject: OLD }), [])
  }
})

t.test('controllers get no hints', async (t) => {
  const { first, last } = stage()
  const silent = (what: string, asked: Asked) => {
    const { attributes, warnings } = asking('CREATE', { object: odd, ...asked })
    first.mutate?.(attributes)
    last.validate?.(attributes)
    t.same(warnings, [], what)
  }
  silent('a controller reads no warnings', { user: CLEANER })
  silent('another resource', { resource: { group: 'certificates.k8s.io', resource: 'x' } })
  silent('another group', { resource: { group: 'x', resource: 'certificatesigningrequests' } })
  const account = asking('CREATE', { object: odd, user: person('system:serviceaccount:shop:till') })
  last.validate?.(account.attributes)
  t.equal(account.warnings.length, 1, 'other service accounts get hints')
})

t.test('hints for a changed CSR', async (t) => {
  const change = (subresource: string, object: CSR, oldObject: CSR, isRefused = false) =>
    through(stage(), 'UPDATE', { subresource, object, oldObject }, isRefused)
  const changed = csrOf('jane', { usages: [] })
  t.match(change('', changed, OLD), [/^the spec of a request is immutable/])
  t.same(change('', changed, OLD, true), [], 'a rejected update gets no hint about dropped changes')
  t.same(change('status', changed, OLD), [])
  t.same(change('approval', changed, OLD), [], 'the spec does not matter in an approval')
  const vain = { ...odd, status: APPROVED.status }
  t.match(change('approval', vain, odd), [/is approved, but the signer will mark it Failed/])
  t.same(change('approval', vain, odd, true), [], 'a rejected approval gets no hints')

  const two = stage()
  const { attributes, warnings } = asking('UPDATE', { object: changed, oldObject: OLD })
  two.first.mutate?.(attributes)
  two.first.mutate?.({ ...attributes, object: OLD })
  two.last.validate?.(attributes)
  t.same(warnings, [], 'the last of several attempts counts')
})

t.test('the user who decided is remembered', async (t) => {
  const write = (
    { last }: ReturnType<typeof stage>,
    user: string,
    object: CSR,
    oldObject: CSR,
    more: Asked = {},
  ) =>
    last.validate?.(
      asking('UPDATE', { subresource: 'approval', user: person(user), object, oldObject, ...more })
        .attributes,
    )

  const one = stage()
  write(one, 'ann', APPROVED, OLD, { dryRun: true })
  t.equal(one.deciders.get('u1'), undefined, 'a dry run decides nothing')
  write(one, 'ann', APPROVED, OLD, { subresource: 'status' })
  t.equal(one.deciders.get('u1'), undefined, 'neither does a status update')
  write(one, 'ann', APPROVED, OLD, { operation: 'CREATE' })
  write(one, 'ann', OLD, OLD)
  t.equal(one.deciders.get('u1'), undefined, 'neither does an unchanged write')
  write(one, 'ann', APPROVED, OLD)
  t.equal(one.deciders.get('u1'), 'ann with kubectl')
  write(one, 'bob', APPROVED, APPROVED)
  t.equal(one.deciders.get('u1'), 'ann with kubectl', 'a repeated approval has no new approver')
  const rewritten = withUid({
    ...APPROVED,
    status: { conditions: [storedCondition('Approved', at(NOW), { message: 'mine' })] },
  })
  write(one, 'bob', rewritten, APPROVED)
  t.equal(one.deciders.get('u1'), 'ann with kubectl', 'neither does a rewrite')
  const two = stage()
  write(two, 'eve', DENIED, OLD)
  t.equal(two.deciders.get('u1'), 'eve with kubectl')
})

t.test('deleted CSRs are remembered', async (t) => {
  const certificate = certificateUntil(NOW + HOUR)
  const issued = withUid(csrOf('jane', {}, 'Approved', certificate))
  const remove = ({ last }: ReturnType<typeof stage>, more: Asked = {}, oldObject = issued) => {
    const { attributes, warnings } = asking('DELETE', { oldObject, ...more })
    last.validate?.(attributes)
    return warnings
  }
  const dry = stage()
  t.match(remove(dry, { dryRun: true }), [/stays valid until/])
  t.equal(dry.tombstones.get('jane'), undefined, 'a dry run deletes nothing')

  const one = stage()
  t.match(remove(one), [/stays valid until/])
  t.same(one.tombstones.get('jane'), {
    uid: 'u1',
    at: NOW,
    by: 'admin',
    cleaned: undefined,
    certificateEnds: NOW + HOUR,
  })
  t.same(remove(one, { user: person('ann') }, withUid(csrOf('jane'), 'u2')), [])
  t.match(one.tombstones.get('jane'), { uid: 'u2', by: 'ann', certificateEnds: undefined })
  remove(one, { user: CLEANER })
  t.match(one.tombstones.get('jane'), { cleaned: 'issued requests are kept for an hour' })
  remove(one, { user: CLEANER }, withUid(csrOf('jane', {}, 'Mine')))
  t.match(
    one.tombstones.get('jane'),
    { cleaned: undefined },
    'without a rule that applies, there is no reason',
  )
  const other = stage()
  remove(other, { resource: { group: '', resource: 'pods' } })
  t.equal(other.tombstones.get('jane'), undefined)
})

t.test('only the last thousand are remembered', async (t) => {
  const remembered = new Remembered<string>()
  for (let i = 0; i < 1000; i++) remembered.set(`${i}`, 'first')
  remembered.set('0', 'second')
  remembered.set('1000', 'first')
  t.same(
    ['0', '1', '2', '1000'].map((key) => remembered.get(key)),
    ['second', undefined, 'first', 'first'],
    'the newest value of a key counts, and the oldest key is evicted',
  )
})
