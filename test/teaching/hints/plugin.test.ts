import t, { type Test } from 'tap'
import type { AdmissionAttributes } from '../../../src/apiserver/admission/admission.ts'
import type { CertificateSigningRequest } from '../../../src/apis/certificates.ts'
import type { UserInfo } from '../../../src/apimachinery/user.ts'
import { hintPlugins } from '../../../src/teaching/hints/plugin.ts'
import { BoundedMap } from '../../../src/teaching/hints/bounded-map.ts'
import { clusterRoleBinding, person, roleBinding, user } from '../../apiserver/authz/builders.ts'
import { requestOf, storedCondition } from '../../fixtures/builders.ts'
import { contextOf } from '../../resources/context.ts'
import { ADMIN, at, certificateUntil, clusterOf, csrOf, HOUR, NOW } from './facts.ts'

type CSR = CertificateSigningRequest

const CLEANER = person('system:serviceaccount:kube-system:certificate-controller')

const stage = (...requests: readonly CSR[]) => {
  const parts = {
    cluster: clusterOf({ requests }),
    form: 'full' as const,
    report: (error: unknown): void => {
      throw error
    },
  }
  return { ...parts, ...hintPlugins(parts) }
}

type Stage = ReturnType<typeof stage>

interface Asked extends Partial<Omit<AdmissionAttributes, 'context'>> {
  readonly user?: UserInfo
  readonly dryRun?: boolean
  /** another plugin rejects the request, so `last` is not called */
  readonly isRefused?: boolean
}

const asking = ({ user = ADMIN, dryRun = false, isRefused: _, ...asked }: Asked) => {
  const warnings: string[] = []
  const context = {
    ...contextOf(user),
    dryRun,
    fieldManager: 'kubectl',
    warn: (text: string) => void warnings.push(text),
  }
  const attributes: AdmissionAttributes = {
    context,
    operation: 'CREATE',
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

const through = ({ first, last }: Stage, question: Asked) => {
  const { attributes, warnings } = asking(question)
  if (question.operation !== 'DELETE') first.mutate?.(attributes)
  if (question.isRefused !== true) last.validate?.(attributes)
  return warnings
}

type Row = [what: string, asked: Asked, warning?: RegExp, existing?: CSR]

const warned = (t: Test, rows: readonly Row[]) => {
  for (const [what, question, warning, ...existing] of rows) {
    const warnings = through(stage(...(existing as CSR[])), question)
    t.match(warnings, warning === undefined ? [] : [warning], what)
    t.equal(warnings.length, warning === undefined ? 0 : 1, `${what}: number of warnings`)
  }
}

const withUid = (csr: CSR, uid = 'u1'): CSR => ({ ...csr, metadata: { ...csr.metadata, uid } })
const OLD = withUid(csrOf('jane'))
const APPROVED = withUid(csrOf('jane', {}, 'Approved'))
const DENIED = withUid(csrOf('jane', {}, 'Denied'))
const odd = csrOf('jane-request', { usages: ['server auth'] })

t.test('a created CSR gets at most one hint', async (t) => {
  const created = { object: odd, name: 'jane-request' }
  t.equal(stage().first.mutate?.(asking(created).attributes), odd, 'the CSR is not changed')
  const generated = { ...odd, metadata: { generateName: 'jane-', name: 'jane-x' } }
  const NOT_AGAIN = /Write usages: \["client auth"\]\. \(see/
  const group = 'certificates.k8s.io'
  const resource = 'certificatesigningrequests'
  warned(t, [
    ['rejected', { ...created, isRefused: true }],
    [
      'accepted',
      created,
      /^if approved, the request will be marked Failed.* kubectl replace --force -f jane-request\.yaml/,
    ],
    ['a dry run, which stored no CSR to replace', { ...created, dryRun: true }, NOT_AGAIN],
    [
      'the name is taken',
      created,
      /^the request jane-request exists with the same key/,
      csrOf('jane-request', { request: requestOf({ commonName: 'x' }) }),
    ],
    ['a generated name', { object: generated, name: 'jane-x' }, NOT_AGAIN],
    [
      'an unreadable request',
      { object: csrOf('jane', { request: 'AAAA' }) },
      /^spec\.request does not decode to PEM text/,
    ],
    ['sent by a controller, which reads no warnings', { object: odd, user: CLEANER }],
    ['another resource', { object: odd, resource: { group, resource: 'x' } }],
    ['another group', { object: odd, resource: { group: 'x', resource } }],
    [
      'sent by another service account',
      { object: odd, user: person('system:serviceaccount:shop:till') },
      /^if approved, the request/,
    ],
  ])
})

t.test(
  'a hint that is not about a mistake is given once, and only if there are no others',
  async (t) => {
    const other = { object: csrOf('other'), name: 'other' }
    const called = /^the request is called other, but the user will be jane/
    const one = stage()
    t.match(through(one, { object: odd, name: 'jane-request' }), [/^if approved, the request/])
    t.match(through(one, { ...other, dryRun: true }), [called])
    t.match(through(one, other), [called], 'a dry run does not count')
    t.same(through(one, other), [])
  },
)

t.test('requested groups are remembered', async (t) => {
  const one = stage()
  const object = csrOf('jane', {
    request: requestOf({ commonName: 'jane', organizations: ['devs', 'ops'] }),
  })
  through(one, { object, isRefused: true })
  t.equal(one.cluster.requestFor('devs'), undefined, 'a rejected request does not count')
  through(one, { object })
  t.equal(one.cluster.requestFor('ops'), 'jane')
})

t.test('a binding gets a hint only when a user has created it', async (t) => {
  const object = roleBinding('shop', 'x', 'Role/gone', user('jane'))
  const resource = { group: 'rbac.authorization.k8s.io', resource: 'rolebindings' }
  const made = { object, resource, namespace: 'shop', name: 'x' }
  warned(t, [
    ['accepted', made, /^there is no Role gone in the namespace shop/],
    ['rejected', { ...made, isRefused: true }],
    ['sent by a controller', { ...made, user: CLEANER }],
    ['updated', { ...made, operation: 'UPDATE', oldObject: object }],
    ['another group', { ...made, resource: { ...resource, group: 'x' } }],
    ['another resource', { ...made, resource: { ...resource, resource: 'roles' } }],
    [
      'a ClusterRoleBinding',
      {
        object: clusterRoleBinding('x', 'gone', user('jane')),
        resource: { ...resource, resource: 'clusterrolebindings' },
      },
      /^there is no ClusterRole gone/,
    ],
  ])
})

t.test('pods and deployments get a warning that they will not run', async (t) => {
  for (const resource of ['pods', 'deployments']) {
    const made = { object: OLD, resource: { group: '', resource } }
    warned(t, [
      [resource, made, /does not run them/],
      ['a subresource', { ...made, subresource: 'eviction' }],
      ['updated', { ...made, operation: 'UPDATE', oldObject: OLD }],
    ])
  }
})

t.test('a changed spec, and the approval of a CSR that will fail, get a hint', async (t) => {
  const changed = {
    operation: 'UPDATE',
    object: csrOf('jane', { usages: [] }),
    oldObject: OLD,
  } as const
  const vain = {
    operation: 'UPDATE',
    subresource: 'approval',
    object: { ...odd, status: APPROVED.status },
    oldObject: odd,
  } as const
  warned(t, [
    ['the spec', changed, /^the spec of a request is immutable/],
    ['a rejected change of the spec', { ...changed, isRefused: true }],
    ['the status', { ...changed, subresource: 'status' }],
    ['an approval, which ignores the spec', { ...changed, subresource: 'approval' }],
    [
      'an approval of a CSR that will fail',
      vain,
      /is approved, but the signer will mark it Failed/,
    ],
    ['a rejected approval', { ...vain, isRefused: true }],
  ])
  const two = stage()
  const { attributes, warnings } = asking(changed)
  two.first.mutate?.(attributes)
  two.first.mutate?.({ ...attributes, object: OLD })
  two.last.validate?.(attributes)
  t.same(warnings, [], 'the last of several attempts counts')
})

t.test('the user who decided is remembered', async (t) => {
  const deciderAfter = (...writes: readonly [string, CSR, CSR, Asked?][]) => {
    const { last, deciders } = stage()
    for (const [name, object, oldObject, more] of writes) {
      const write = { object, oldObject, user: person(name), subresource: 'approval', ...more }
      last.validate?.(asking({ operation: 'UPDATE', ...write }).attributes)
    }
    return deciders.get('u1')
  }
  const rewritten = withUid({
    ...APPROVED,
    status: { conditions: [storedCondition('Approved', at(NOW), { message: 'mine' })] },
  })
  const ann = ['ann', APPROVED, OLD] as const
  t.equal(deciderAfter([...ann, { dryRun: true }]), undefined, 'a dry run decides nothing')
  t.equal(
    deciderAfter([...ann, { subresource: 'status' }]),
    undefined,
    'a status update decides nothing',
  )
  t.equal(deciderAfter([...ann, { operation: 'CREATE' }]), undefined, 'a creation decides nothing')
  t.equal(deciderAfter(['ann', OLD, OLD]), undefined, 'an unchanged write decides nothing')
  t.equal(deciderAfter([...ann]), 'ann with kubectl')
  t.equal(
    deciderAfter([...ann], ['bob', APPROVED, APPROVED]),
    'ann with kubectl',
    'a repetition does not count',
  )
  t.equal(
    deciderAfter([...ann], ['bob', rewritten, APPROVED]),
    'ann with kubectl',
    'a rewritten condition does not count',
  )
  t.equal(deciderAfter(['eve', DENIED, OLD]), 'eve with kubectl')
})

t.test('deleted CSRs are remembered', async (t) => {
  const certificate = certificateUntil(NOW + HOUR)
  const issued = withUid(csrOf('jane', {}, 'Approved', certificate))
  const remove = (from: Stage, more: Asked = {}, oldObject = issued) =>
    through(from, { operation: 'DELETE', oldObject, ...more })
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
    'if no rule of the cleaner applies, no reason is stored',
  )
  const other = stage()
  remove(other, { resource: { group: '', resource: 'pods' } })
  t.equal(other.tombstones.get('jane'), undefined)
})

t.test('only the newest thousand values are remembered', async (t) => {
  const remembered = new BoundedMap<string>()
  for (let i = 0; i < 1000; i++) remembered.set(`${i}`, 'first')
  remembered.set('0', 'second')
  remembered.set('1000', 'first')
  t.same(
    ['0', '1', '2', '1000'].map((key) => remembered.get(key)),
    ['second', undefined, 'first', 'first'],
    'the newest value of a key counts, and the oldest key is evicted',
  )
})
