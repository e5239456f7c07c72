/** Admission plugins for certificates, which run after validation. */
import t, { type Test } from 'tap'
import {
  CLIENT,
  COLLECTION,
  condition,
  csrBody,
  KUBELET,
  requestOf,
} from '../../fixtures/builders.ts'
import { grant } from '../../fixtures/grants.ts'
import { type Answer, startServer } from '../../fixtures/server.ts'

const server = await startServer(t)
const SIGNER = 'example.com/something'
const MASTERS = requestOf({ organizations: ['system:masters'] })

/** Grants a user these rules, in the API group certificates.k8s.io. */
const allow = (user: string, rules: object[]) =>
  grant(server, user, ...rules.map((rule) => ({ apiGroups: ['certificates.k8s.io'], ...rule })))

const messageOf = ({ code, body }: Answer) => `${code} ${body.message ?? ''}`
const approve = (user: string, conditions: object[] = [condition('Approved')]) =>
  server.patch(`${COLLECTION}/csr/approval`, { status: { conditions } }, { as: { user } })
const sign = (user: string, body: object) =>
  server.patch(`${COLLECTION}/csr/status`, body, { as: { user } })

/** A test that starts with a new CSR `csr`. */
const test = (name: string, run: (t: Test) => Promise<void>) =>
  void t.test(name, async (t) => {
    await server.delete(`${COLLECTION}/csr`)
    await server.post(COLLECTION, csrBody({ name: 'csr', signerName: SIGNER }))
    await run(t)
  })

test('validation precedes the checks of admission plugins', async (t) => {
  await allow('writer', [
    {
      verbs: ['patch'],
      resources: ['certificatesigningrequests/approval', 'certificatesigningrequests/status'],
    },
  ])
  t.equal((await approve('writer', [condition('Approved', { status: 'False' })])).code, 422)
  t.equal((await approve('writer')).code, 403)
  t.equal((await sign('writer', { status: { certificate: 'AAAA' } })).code, 422)
  const masters = csrBody({ name: 'm', request: MASTERS, usages: ['odd'] })
  t.equal((await server.post(COLLECTION, masters)).code, 422)
})

test('/approval checks permission even without a change, /status only for changes of the status', async (t) => {
  const labels = { metadata: { labels: { a: 'b' } } }
  t.match(messageOf(await approve('writer', [])), /^403 /)
  t.equal((await sign('writer', labels)).code, 200, 'metadata alone')
  t.match(messageOf(await sign('writer', { status: { conditions: [condition('Mine')] } })), /^403 /)
})

test('CSRs for the group system:masters are rejected if they name the client signer', async (t) => {
  const ask = (name: string, request: string, signerName = CLIENT) =>
    server.post(`${COLLECTION}?dryRun=All`, csrBody({ name, request, signerName }))
  const text =
    'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed'
  t.equal(
    messageOf(await ask('m', MASTERS)),
    `403 certificatesigningrequests.certificates.k8s.io "m" is forbidden: ${text}`,
  )
  const two = requestOf({ organizations: ['a', 'system:masters'] })
  t.match(messageOf(await ask('m', two)), text)
  for (const organization of ['system:notmasters', 'System:masters', 'system:masters ', ''])
    t.equal((await ask('m', requestOf({ organizations: [organization] }))).code, 201, organization)
  t.equal((await ask('m', MASTERS, KUBELET)).code, 201, 'other signers are not restricted')
  t.equal((await ask('m', MASTERS, 'example.com/x')).code, 201)
  const generated = await server.post(
    COLLECTION,
    csrBody({ generateName: 'gen-', request: MASTERS }),
  )
  t.match(
    messageOf(generated),
    /^403 certificatesigningrequests\.certificates\.k8s\.io "gen-\w{5}" is/,
  )
})
