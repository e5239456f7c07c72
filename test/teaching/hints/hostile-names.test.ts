/** Without escapes, hostile names could control a terminal or run in a shell. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { badRequest, notFound } from '../../../src/apimachinery/status.ts'
import { encodePem } from '../../../src/ca/pem.ts'
import { OID } from '../../../src/ca/oid.ts'
import { examine } from '../../../src/teaching/doctor/doctor.ts'
import { renderReport, reportJson } from '../../../src/teaching/doctor/report.ts'
import { renderTrace, traceOf } from '../../../src/teaching/doctor/trace.ts'
import { traceWordsOf } from '../../../src/teaching/words/words.ts'
import type { ShownCertificate } from '../../../src/teaching/hints/facts.ts'
import { type Hint, renderHints } from '../../../src/teaching/hints/hint.ts'
import * as lists from '../../../src/teaching/hints/list.ts'
import { endOf, historyOf } from '../../../src/teaching/hints/history.ts'
import { shownLines } from '../../../src/apimachinery/text/shown.ts'
import { bannerLines } from '../../../src/cli/banner.ts'
import type { OpenCluster } from '../../../src/cli/serve/open-cluster.ts'
import {
  clusterRoleBinding,
  group,
  person,
  role,
  roleBinding,
  rule,
  user,
} from '../../apiserver/authz/builders.ts'
import {
  attribute,
  certificateDer,
  name as nameOf,
  p384,
  requestPem,
  utf8,
} from '../../ca/builders.ts'
import { release } from '../../fixtures/release.ts'
import { base64, KUBELET, requestOf, storedCondition, storedCsr } from '../../fixtures/builders.ts'
import {
  ADMIN,
  approving,
  at,
  binding,
  certificateUntil,
  changing,
  clusterOf,
  creating,
  csrOf,
  DAY,
  deleting,
  grave as ofAnn,
  HOUR,
  NOW,
  reading,
  refused,
} from './facts.ts'

const TERMINAL =
  '\x1b]0;x\x07\x1b[2K\x9b31m\nWarning: forged\r\u202e\u2066\u200b\u200e\u00ad\ufeff\u2028\u2029\u3164\u{e0041}\x7f\0'
const SHELL = `'"$(touch pwned)\`touch pwned\`;touch pwned;#&>|*\\`
const EVIL = `x${TERMINAL}${SHELL}`
/** Shell arguments cannot contain NUL. */
const evil = (name: string) => `${name}${EVIL}`.replace('\0', '')

/** Control and invisible characters. */
// oxlint-disable-next-line no-control-regex
const RAW = /[\0-\x1f\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}\u3164]/u

const bindings = [
  role('shop', 'reader', [rule('list core/pods')]),
  roleBinding('shop', evil('near'), 'Role/reader', user(evil('maria'))),
  roleBinding(evil('ns'), 'r', 'Role/reader', user(evil('else'))),
  role(evil('ns'), 'reader', [rule('list core/pods')]),
  clusterRoleBinding(evil('power'), 'cluster-admin', group(evil('bosses'))),
  clusterRoleBinding(evil('alone'), 'view', user(evil('liam'))),
]
const cluster = clusterOf({
  rbac: bindings,
  groups: { [evil('bosses')]: evil('asker') },
  requests: [csrOf(evil('nmae'))],
})
const subject = (commonName: string, ...organizations: string[]) => ({
  request: requestOf({ commonName: evil(commonName), organizations: organizations.map(evil) }),
})
const NAME = evil('name')
const admin = { user: ADMIN, cluster }
const denied = csrOf(NAME, {}, 'Denied')
const approved = csrOf(NAME, {}, 'Approved')
const failed = storedCsr(
  {
    conditions: [
      storedCondition('Approved'),
      storedCondition('Failed', at(NOW), { message: EVIL }),
    ],
  },
  { username: evil('user'), signerName: 'example.com/x' },
  { name: NAME, creationTimestamp: at(NOW) },
)
const issued = csrOf(
  NAME,
  { ...subject('liam', 'bosses'), username: evil('user') },
  'Approved',
  certificateUntil(NOW + HOUR),
)
const shown = (problem: ShownCertificate['problem']) => ({
  cluster,
  hasToken: false,
  certificate: {
    commonName: evil('cn'),
    organizations: [evil('o')],
    notBefore: NOW,
    notAfter: NOW,
    issuer: evil('issuer'),
    problem,
    sameIssuerName: false,
  },
})
const pods = (who: string) =>
  refused('list core/pods', { user: person(evil(who)), asker: ADMIN, namespace: 'shop', cluster })
const broken = (error: string, body: object = {}) =>
  refused('create certificates.k8s.io/certificatesigningrequests', {
    error: badRequest(error),
    body: Buffer.from(JSON.stringify(body)),
  })
const CSR = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' }
const grave = { ...ofAnn, by: evil('ann') }
const late = clusterOf({ now: NOW + 50 * 60_000 })

/** Facts that make every hint appear. */
const FACTS: readonly (readonly [hints: readonly Hint<never>[], facts: readonly object[]])[] = [
  [
    lists.CREATE_HINTS,
    [
      creating(NAME, { request: '', signerName: '', usages: [] }, admin),
      creating(NAME, { request: base64('hello.csr'), signerName: evil('kube-apiserver') }, admin),
      creating(NAME, { usages: ['client\u200bauth'] }, admin),
      creating(NAME, { request: requestOf({ key: p384 }) }, { ...admin, existing: csrOf(NAME) }),
      creating(
        NAME,
        { ...subject('jane', 'boses'), usages: [evil('usage')], expirationSeconds: 1 },
        admin,
      ),
      creating(NAME, { request: base64('hello.csr'), usages: [] }, admin),
      creating(NAME, { signerName: '' }, admin),
      creating(NAME, { username: evil('n'), groups: [evil('g')] }, admin),
      creating(
        NAME,
        {
          request: requestOf({
            commonName: evil('r'),
            organizations: ['system:masters', evil('o')],
          }),
        },
        admin,
      ),
    ],
  ],
  [
    lists.ACCEPT_HINTS,
    [
      creating(NAME, { ...subject('node'), signerName: KUBELET, usages: ['client auth'] }, admin),
      creating(NAME, { ...subject('jane', 'boses'), usages: [evil('usage')] }, admin),
      creating(NAME, { signerName: 'kubernetes.io/x', expirationSeconds: 1e9 }, admin),
      creating(NAME, { expirationSeconds: 1e9 }, admin),
      creating(
        NAME,
        {
          request: base64(
            requestPem({
              subject: nameOf([attribute(OID.organizationalUnit, utf8(evil('unit')))]),
            }),
          ),
        },
        admin,
      ),
    ],
  ],
  [lists.LEARN_HINTS, [creating(NAME, subject('jane'), admin)]],
  [
    lists.BIND_HINTS,
    [
      binding(
        roleBinding(
          'shop',
          evil('b'),
          `Role/${evil('gone')}`.replaceAll('/touch', ''),
          user(evil('u')),
        ),
        admin,
      ),
      binding(
        roleBinding('shop', evil('b'), 'Role/raeder', user(evil('u')), group(evil('g'))),
        admin,
      ),
      binding(clusterRoleBinding(evil('b'), evil('gone'), user(evil('bosses'))), admin),
    ],
  ],
  [
    lists.EDIT_HINTS,
    [changing(csrOf(NAME), csrOf(NAME, { usages: [evil('u')], username: evil('n') }))],
  ],
  [
    lists.BEFORE_APPROVAL_HINTS,
    [
      approving(csrOf(NAME, { ...subject('a', 'bosses'), usages: [evil('u')] }), admin),
      approving(csrOf(NAME, { signerName: 'kubernetes.io/x' }), {
        cluster,
        user: person(evil('john')),
      }),
      approving(csrOf(NAME), {
        user: person(`system:serviceaccount:a:${evil('b').replaceAll(':', '')}`),
      }),
    ],
  ],
  [
    lists.AFTER_APPROVAL_HINTS,
    [
      approving(csrOf(NAME, { ...subject('a', 'bosses'), usages: [evil('u')] }), admin),
      approving(csrOf(NAME, { signerName: 'kubernetes.io/x' }), admin),
    ],
  ],
  [
    lists.DELETE_HINTS,
    [
      deleting(csrOf(NAME, subject('liam', 'bosses')), NOW + HOUR, admin),
      deleting(csrOf(NAME, subject('nobody', 'bosses')), NOW + HOUR, admin),
    ],
  ],
  [
    lists.READ_HINTS,
    [
      reading(csrOf(NAME)),
      reading(approved),
      reading(denied),
      reading(failed),
      reading(issued, 'kubectl get', { cluster: late }),
      reading(denied, 'kubectl certificate approve'),
      reading(approved, 'kubectl certificate deny'),
    ],
  ],
  [
    lists.REFUSED_HINTS,
    [
      pods('mariah'),
      pods('lost'),
      pods('else'),
      pods('nobody'),
      refused(`get /${EVIL}`, { user: person(evil('john')) }),
      refused('list core/pods', { user: person('system:anonymous') }),
      refused('get certificates.k8s.io/certificatesigningrequests', {
        name: NAME,
        error: notFound(CSR, NAME),
        cluster: clusterOf({ graves: { [NAME]: grave } }),
      }),
      refused('get certificates.k8s.io/certificatesigningrequests', {
        ...admin,
        name: NAME,
        command: 'kubectl get',
        error: notFound(CSR, NAME),
      }),
      broken(`unknown field "specs", unknown field "${EVIL}"`),
      broken(`x cannot be handled as a Pod: no kind "Pood" is registered`),
      broken(`cannot unmarshal x into Go struct field A.spec.usages of type x`, {
        spec: { usages: EVIL, signerName: EVIL },
      }),
      broken('expirationSeconds', { spec: { expirationSeconds: EVIL } }),
      broken('illegal base64 data', {
        metadata: { name: NAME },
        spec: { request: EVIL, signerName: EVIL },
      }),
      broken('no', {
        apiVersion: 'certificates.k8s.io/v1beta1',
        metadata: { name: NAME },
        spec: { signerName: EVIL },
      }),
    ],
  ],
  [
    lists.LOGIN_HINTS,
    (['expired', 'not-yet-valid', 'unknown-ca', 'no-client-usage'] as const).map(shown),
  ],
]

t.test('hints escape hostile names', async (t) => {
  const spoke = new Set<string>()
  for (const [hints, facts] of FACTS) {
    for (const hint of hints) {
      for (const one of facts) {
        const texts = renderHints([hint], one as never, {
          form: 'full',
          report: (error) => t.fail(String(error)),
        })
        if (texts.length > 0) spoke.add(hint.id)
        for (const text of texts) t.notMatch(text, RAW, `${hint.id}: ${text}`)
      }
    }
  }
  const all = Object.values(lists).flatMap((hints) => hints.map(({ id }) => id))
  t.same([...spoke].sort(), [...new Set(all)].sort(), 'every hint was given')
})

t.test("a hint's command runs no part of a hostile name, and passes it unchanged", async (t) => {
  const cwd = t.testdir({})
  const commands = FACTS.flatMap(([hints, facts]) =>
    hints.flatMap((hint) =>
      facts.flatMap((one) => {
        const command = hint.says(one as never)?.command
        return command === undefined ? [] : [command]
      }),
    ),
  )
  t.ok(commands.length > 30)
  for (const command of commands)
    t.notMatch(command, RAW, 'the command has no control or invisible characters')
  const programs = ['kubectl', 'openssl', 'base64', 'sed', 'tr', 'npx', 'echo']
  const stubs = programs.map((program) => `${program}() { printf '%s\\0' "$@" >> words; }`)
  const script = [...stubs, ...commands, 'true'].join('\n')
  t.equal(spawnSync('bash', ['-c', script], { cwd }).status, 0)
  t.notOk(existsSync(join(cwd, 'pwned')), 'nothing else ran')
  const words = readFileSync(join(cwd, 'words'), 'utf8').split('\0')
  for (const word of [NAME, `--user=${evil('mariah')}`, evil('near'), evil('alone'), evil('gone')])
    t.ok(words.includes(word), 'the name is passed unchanged')
})

t.test('events escape hostile names', async (t) => {
  const told = { cluster, form: 'full' as const, deciders: { get: () => evil('boss') } }
  const steps = [
    csrOf(NAME, { ...subject('a', 'bosses', 'crew'), username: evil('u') }),
    denied,
    failed,
    issued,
  ]
    .flatMap((csr) => historyOf(csr, told))
    .concat(
      historyOf(csrOf(NAME, { usages: [evil('u')], signerName: 'kubernetes.io/x' }), told),
      historyOf(csrOf(NAME, { signerName: 'kubernetes.io/x' }, 'Approved'), told),
      historyOf(csrOf(NAME, { usages: [evil('u')] }), told),
      endOf(grave),
      endOf({ ...grave, cleaned: evil('why'), certificateEnds: NOW + DAY }),
    )
  const reasons = new Set(steps.map(({ reason }) => reason))
  t.same(
    [...reasons].sort(),
    [
      'Approved',
      'CleanedUp',
      'Created',
      'Deleted',
      'Denied',
      'Failed',
      'Issued',
      'NobodySigns',
      'Review',
      'WillFail',
    ],
    'every kind of event was written',
  )
  for (const { message } of steps) t.notMatch(message, RAW, message)
})

/** Ignores newlines, which csrlab writes between lines. */
const isClean = (text: string) => !RAW.test(text.replaceAll('\n', ''))

t.test('explain escapes hostile names', async (t) => {
  const events = [
    {
      reason: 'Review',
      message: EVIL,
      metadata: {},
      involvedObject: {},
      lastTimestamp: at(NOW),
    },
  ] as unknown as Parameters<typeof traceOf>[0]['events']
  for (const csr of [
    csrOf(NAME, { ...subject('a', 'b'), usages: [evil('u')], username: EVIL }),
    denied,
    failed,
    issued,
  ]) {
    for (const review of [
      undefined,
      { allowed: true, reason: EVIL },
      { allowed: false, reason: '' },
    ]) {
      const steps = traceOf({ csr, review, events, release, now: NOW, say: traceWordsOf('en') })
      const text = renderTrace(NAME, steps)
      t.ok(isClean(text), text)
      t.notMatch(text, /^Warning: forged/m)
    }
  }
})

t.test('the doctor escapes hostile names', async (t) => {
  // uses YAML escapes, because YAML forbids literal control characters
  const quoted = (text: string) =>
    JSON.stringify(text).replace(
      /[^\x20-\x7e]/gu,
      (one) => `\\U${one.codePointAt(0)!.toString(16).padStart(8, '0')}`,
    )
  const rdns = [attribute(OID.commonName, utf8(evil('cn')))]
  const certificate = encodePem(
    'CERTIFICATE',
    certificateDer({ subject: nameOf(rdns), issuer: nameOf(rdns) }),
  )
  const manifest = (apiVersion: string, request: string) =>
    `apiVersion: ${quoted(apiVersion)}\nkind: CertificateSigningRequest\nmetadata: {name: ${quoted(NAME)}}\nspec: {request: ${quoted(request)}, signerName: ${quoted(EVIL)}, usages: [${quoted(EVIL)}]}\n`
  const config = (more: string) =>
    `kind: Config\ncurrent-context: ${quoted(evil('c'))}\ncontexts: [{name: ${quoted(evil('c'))}, context: {cluster: ${quoted(evil('k'))}, user: ${quoted(evil('u'))}}}]\n${more}`
  const files = {
    'a.yaml': manifest(evil('certificates.k8s.io/'), requestOf({ commonName: evil('cn') })),
    'b.yaml': manifest(EVIL, EVIL),
    'c.yaml': `kind: ${quoted(EVIL)}\n`,
    'd.yaml': `kind: [\n"${EVIL}`,
    'e.config': config(''),
    'f.config': config(
      `clusters: [{name: ${quoted(evil('kk'))}}]\nusers: [{name: ${quoted(evil('uu'))}}]`,
    ),
    'g.config': config(
      `clusters: [{name: ${quoted(evil('k'))}, cluster: {server: ${quoted(EVIL)}, certificate-authority: ${quoted(EVIL)}}}]\nusers: [{name: ${quoted(evil('u'))}, user: {client-certificate-data: ${base64(certificate)}}}]`,
    ),
    'h.crt': certificate,
    'i.crt': base64(certificate),
    'j.pem': encodePem('X', Buffer.from('x')).replaceAll('X', 'A B'),
    'k.txt': EVIL,
  }
  const inputs = Object.entries(files).flatMap(([file, text]) => [
    { name: `${evil('f')}-${file}`, bytes: Buffer.from(text) },
  ])
  const report = examine([...inputs, { name: evil('gone'), bytes: undefined }], {
    readFile: () => undefined,
    now: NOW,
  })
  t.ok(report.problems.length > 12, `${report.problems.length} problems`)
  const text = renderReport(report)
  t.ok(isClean(text), text)
  t.notMatch(text, /^Warning: forged/m)
  const json = reportJson(report)
  t.ok(isClean(json))
  t.same(
    JSON.parse(json),
    { well: false, ...JSON.parse(JSON.stringify(report)) },
    'the parsed JSON is equal to the report',
  )

  const cwd = t.testdir({})
  const commands = report.problems.flatMap(({ command }) => command ?? [])
  t.ok(commands.length > 5)
  spawnSync('bash', ['-c', ['kubectl() { :; }', ...commands].join('\n')], { cwd })
  t.notOk(existsSync(join(cwd, 'pwned')), 'pasted commands run nothing else')
})

t.test('the banner escapes hostile names', async (t) => {
  const cluster = {
    serving: {
      name: EVIL,
      url: EVIL,
      insecureUrl: EVIL,
      dataDir: EVIL,
      kubeconfig: EVIL,
      tokenFile: EVIL,
    },
    server: {
      authority: {
        certificate: { subject: { rdns: [[{ type: EVIL, text: EVIL }]] } },
        fingerprint: 'ab',
      },
    },
    options: {},
    useContext: EVIL,
  }
  const text = shownLines(bannerLines(cluster as unknown as OpenCluster, '1'))
  t.ok(isClean(text))
  t.notMatch(text, /^Warning: forged/m)
})
