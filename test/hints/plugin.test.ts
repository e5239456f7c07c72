/** What hints remember and when they speak, as admission plugins. */
import t from 'tap'
import type { AdmissionAttributes } from '../../src/admission/admission.ts'
import type { CertificateSigningRequest } from '../../src/api/kinds/certificates.ts'
import type { UserInfo } from '../../src/api/user.ts'
import { Deciders } from '../../src/hints/deciders.ts'
import { hintPlugins } from '../../src/hints/plugin.ts'
import { Tombstones } from '../../src/hints/tombstones.ts'
import { person } from '../authz/builders.ts'
import { requestOf, storedCondition } from '../fixtures/builders.ts'
import { contextOf } from '../resources/context.ts'
import { ADMIN, at, certificateUntil, clusterOf, csrOf, HOUR, NOW } from './facts.ts'

type CSR = CertificateSigningRequest

const CLEANER = person('system:serviceaccount:kube-system:certificate-controller')

const stage = (existing: readonly CSR[] = [], now = NOW) => {
  const tombstones = new Tombstones()
  const deciders = new Deciders()
  const cluster = clusterOf({ requests: existing, now })
  const report = (error: unknown): void => {
    throw error
  }
  return { tombstones, deciders, ...hintPlugins({ cluster, tombstones, deciders, report }) }
}

interface Asked extends Partial<Omit<AdmissionAttributes, 'context'>> {
  readonly user?: UserInfo
  readonly dryRun?: boolean
}

/** Attributes of a write, and what is warned of on the way. */
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
const APPROVED = withUid(csrOf('jane', {}, { conditions: ['Approved'] }))
const DENIED = withUid(csrOf('jane', {}, { conditions: ['Denied'] }))
const odd = csrOf('jane-request', { usages: ['server auth'] })

t.test('a request that is created', (t) => {
  const { first, last } = stage()
  const sent = asking('CREATE', { object: odd, name: 'jane-request' })
  t.equal(first.mutate?.(sent.attributes), odd, 'it is not changed')
  t.match(sent.warnings, [/^if this is approved, the signer will mark it Failed/])
  t.equal(sent.warnings.length, 1)
  const accepted = asking('CREATE', { object: odd, name: 'jane-request' })
  last.validate?.(accepted.attributes)
  t.match(accepted.warnings, [/^the request is called jane-request, but the user will be jane/])
  t.equal(accepted.warnings.length, 1)

  const taken = stage([csrOf('jane-request', { request: requestOf({ commonName: 'x' }) })])
  const again = asking('CREATE', { object: odd, name: 'jane-request' })
  taken.first.mutate?.(again.attributes)
  t.match(again.warnings[0], /^the request jane-request that is there holds the same key/)
  again.warnings.length = 0
  taken.last.validate?.(again.attributes)
  t.same(again.warnings, [], 'a name that is taken: it will be refused')

  const generated = asking('CREATE', {
    object: { ...odd, metadata: { generateName: 'jane-' } },
    name: '',
  })
  stage([odd]).first.mutate?.(generated.attributes)
  t.match(generated.warnings, [/Write usages: \["client auth"\]\./], 'nothing to send again yet')

  const damaged = asking('CREATE', { object: csrOf('jane', { request: 'AAAA' }) })
  first.mutate?.(damaged.attributes)
  t.match(damaged.warnings, [/^what spec\.request holds is no PEM text/])
  t.end()
})

t.test('whose writes are looked at', (t) => {
  const { first, last } = stage()
  const silent = (what: string, asked: Asked): void => {
    const { attributes, warnings } = asking('CREATE', { object: odd, ...asked })
    first.mutate?.(attributes)
    last.validate?.(attributes)
    t.same(warnings, [], what)
  }
  silent('a controller reads no warnings', { user: CLEANER })
  silent('another resource', { resource: { group: 'certificates.k8s.io', resource: 'x' } })
  silent('another group', { resource: { group: 'x', resource: 'certificatesigningrequests' } })
  const account = asking('CREATE', { object: odd, user: person('system:serviceaccount:shop:till') })
  first.mutate?.(account.attributes)
  t.equal(account.warnings.length, 1, 'a service account of somebody does')
  t.end()
})

t.test('a request that is changed', (t) => {
  const { first } = stage()
  const said = (subresource: string, object: CSR, oldObject: CSR): string[] => {
    const { attributes, warnings } = asking('UPDATE', { subresource, object, oldObject })
    t.equal(first.mutate?.(attributes), object)
    return warnings
  }
  const changed = csrOf('jane', { usages: [] })
  t.match(said('', changed, OLD), [/^the spec of a request cannot change/])
  t.match(said('approval', APPROVED, DENIED), [/was denied, and that is final/])
  t.same(said('status', changed, OLD), [])
  t.same(said('approval', changed, OLD), [], 'the spec is no matter of approval')
  t.end()
})

t.test('who decided', (t) => {
  const decide = (deciders: Deciders, decision: 'Approved' | 'Denied' = 'Approved') =>
    deciders.get('u1', decision)
  const write = (
    { last }: ReturnType<typeof stage>,
    user: string,
    object: CSR,
    oldObject: CSR,
    more: Asked = {},
  ): void =>
    last.validate?.(
      asking('UPDATE', { subresource: 'approval', user: person(user), object, oldObject, ...more })
        .attributes,
    )

  const one = stage()
  write(one, 'ann', APPROVED, OLD, { dryRun: true })
  t.equal(decide(one.deciders), undefined, 'a dry run decides nothing')
  write(one, 'ann', APPROVED, OLD, { subresource: 'status' })
  t.equal(decide(one.deciders), undefined, 'nor does a status')
  write(one, 'ann', APPROVED, OLD, { operation: 'CREATE' })
  write(one, 'ann', OLD, OLD)
  t.equal(decide(one.deciders), undefined, 'nor who changes nothing')
  write(one, 'ann', APPROVED, OLD)
  t.same(decide(one.deciders), { user: 'ann', tool: 'kubectl' })
  write(one, 'bob', APPROVED, APPROVED)
  t.match(decide(one.deciders), { user: 'ann' }, 'who writes it once more is not its approver')
  const rewritten = withUid({
    ...APPROVED,
    status: { conditions: [storedCondition('Approved', at(NOW), { message: 'mine' })] },
  })
  write(one, 'bob', rewritten, APPROVED)
  t.match(decide(one.deciders), { user: 'ann' }, 'nor who rewrites it')
  t.equal(decide(one.deciders, 'Denied'), undefined)
  write(one, 'eve', DENIED, OLD)
  t.match(decide(one.deciders, 'Denied'), { user: 'eve' })
  t.match(decide(one.deciders), { user: 'ann' })
  t.end()
})

t.test('what is gone', (t) => {
  const certificate = certificateUntil(NOW + HOUR)
  const issued = withUid(csrOf('jane', {}, { conditions: ['Approved'], certificate }))
  const remove = (
    { last }: ReturnType<typeof stage>,
    more: Asked = {},
    oldObject = issued,
  ): string[] => {
    const { attributes, warnings } = asking('DELETE', { oldObject, ...more })
    last.validate?.(attributes)
    return warnings
  }
  const dry = stage()
  t.match(remove(dry, { dryRun: true }), [/goes on working until/])
  t.equal(dry.tombstones.get('jane'), undefined, 'a dry run deletes nothing')

  const one = stage()
  t.match(remove(one), [/goes on working until/])
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
  t.match(one.tombstones.get('jane'), { cleaned: 'requests that are issued are kept for an hour' })
  remove(one, { user: CLEANER }, withUid(csrOf('jane', {}, { conditions: ['Mine'] })))
  t.match(one.tombstones.get('jane'), { cleaned: undefined }, 'for no reason that is known')
  const other = stage()
  remove(other, { resource: { group: '', resource: 'pods' } })
  t.equal(other.tombstones.get('jane'), undefined)
  t.end()
})

t.test('only the last thousand are remembered', (t) => {
  const tombstones = new Tombstones()
  const deciders = new Deciders()
  const grave = { uid: '', at: 0, by: '', cleaned: undefined, certificateEnds: undefined }
  for (let i = 0; i < 1000; i++) {
    tombstones.set(`${i}`, grave)
    deciders.set(`${i}`, 'Denied', { user: 'ann', tool: '' })
  }
  t.ok(tombstones.get('0') && deciders.get('0', 'Denied'))
  tombstones.set('0', { ...grave, by: 'bob' })
  tombstones.set('1000', grave)
  t.match(tombstones.get('0'), { by: 'bob' }, 'the newest grave of a name counts')
  t.equal(tombstones.get('1'), undefined, 'the oldest one goes')
  t.ok(tombstones.get('2'))
  deciders.set('0', 'Approved', { user: 'ann', tool: '' })
  t.equal(deciders.get('0', 'Denied'), undefined)
  t.ok(deciders.get('0', 'Approved') && deciders.get('1', 'Denied'))
  t.end()
})
