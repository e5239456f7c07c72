/* Audit logs of requests over the network, most of them by kubectl. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { ServerOptions } from '../../../src/server/options.ts'
import { systemClock, systemEntropy } from '../../../src/server/system.ts'
import { type Client, startServer } from '../../fixtures/server.ts'
import { missingPrograms, Shell } from '../../server/kubectl.ts'
import { COMPLETE_FIELDS } from './fields.ts'

const skip = missingPrograms()

type Event = any

/** Whether an event is a controller's: test/apiserver/audit/controllers.test.ts covers those. */
const isOfController = ({ userAgent }: Event) =>
  /^(kube-controller-manager\/|csrlab$)/.test(userAgent)

interface Audited {
  readonly cluster: Client
  readonly shell: Shell
  /** stops the server and returns the events of requests over the network */
  readonly events: () => Promise<Event[]>
}

const started = async (t: Test, options: ServerOptions): Promise<Audited> => {
  const auditLog = join(t.testdir({}), 'audit.log')
  const cluster = await startServer(t, { ...options, clock: systemClock, auditLog })
  return {
    cluster,
    shell: new Shell(t, cluster),
    events: async () => {
      await cluster.server.close()
      t.equal(statSync(auditLog).mode & 0o777, 0o600)
      const lines = readFileSync(auditLog, 'utf8').split('\n')
      t.equal(lines.pop(), '', 'whole lines')
      return lines.map((line) => JSON.parse(line)).filter((event) => !isOfController(event))
    },
  }
}

const MAKE_CSR = `
openssl req -new -newkey rsa:2048 -nodes -keyout jane.key -subj /CN=jane/O=developers -out jane.csr 2>/dev/null
cat > jane.yaml <<END
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: jane}
spec:
  request: $(base64 < jane.csr | tr -d '\\n')
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
END
kubectl create -f jane.yaml
kubectl certificate approve jane
kubectl get csr jane
`

const about = (events: Event[], verb: string, resource: string, subresource?: string): Event[] =>
  events.filter(
    ({ verb: own, objectRef }) =>
      own === verb && objectRef?.resource === resource && objectRef.subresource === subresource,
  )

t.test('level Metadata logs who did what', { skip }, async (t) => {
  const { shell, events } = await started(t, {})
  const { code, err } = await shell.run(`${MAKE_CSR}
    if kubectl get csr --as carol --as-group carols; then exit 9; fi
    kubectl create secret generic s --from-literal=p=hush`)
  t.equal(code, 0, err)
  const all = await events()
  for (const event of all) {
    t.match(event, {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Metadata',
      auditID: /^[0-9a-f-]{36}$/,
      requestReceivedTimestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/,
      stageTimestamp: /Z$/,
      sourceIPs: ['127.0.0.1'],
      userAgent: /^kubectl\//,
    })
    t.notOk('requestObject' in event || 'responseObject' in event)
  }
  const [received, complete] = about(all, 'create', 'certificatesigningrequests')
  t.match(received, { stage: 'RequestReceived', requestURI: /^\/apis\/certificates/ })
  t.notOk('responseStatus' in received || 'annotations' in received)
  t.equal(received.auditID, complete.auditID)
  t.same(Object.keys(complete), COMPLETE_FIELDS)
  t.match(complete, {
    stage: 'ResponseComplete',
    user: {
      username: 'kubernetes-admin',
      groups: ['system:masters', 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [/^X509SHA256=/] },
    },
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  })
  t.same(complete.objectRef, {
    resource: 'certificatesigningrequests',
    name: 'jane',
    apiGroup: 'certificates.k8s.io',
    apiVersion: 'v1',
  })
  t.same(complete.responseStatus, { metadata: {}, code: 201 })
  const [, approved] = about(all, 'update', 'certificatesigningrequests', 'approval')
  t.match(approved, { objectRef: { name: 'jane', uid: /./, resourceVersion: /^\d+$/ } })
  const refused = all.find(
    ({ impersonatedUser, stage }) => impersonatedUser && stage !== 'RequestReceived',
  )
  t.match(refused, {
    user: { username: 'kubernetes-admin' },
    impersonatedUser: { username: 'carol', groups: ['carols', 'system:authenticated'] },
    responseStatus: { status: 'Failure', reason: 'Forbidden', code: 403, message: /carol/ },
    annotations: { 'authorization.k8s.io/decision': 'forbid' },
  })
  t.notOk(JSON.stringify(all).includes('hush'))
})

t.test('level RequestResponse logs bodies, but no secrets', { skip }, async (t) => {
  const { shell, events } = await started(t, { auditLevel: 'RequestResponse' })
  const { code, err } = await shell.run(`${MAKE_CSR}
    kubectl create secret generic s --from-literal=p=hush
    kubectl create token default
    kubectl label csr jane colour=green
    kubectl delete csr jane --cascade=foreground`)
  t.equal(code, 0, err)
  const all = await events()
  const [, created] = about(all, 'create', 'certificatesigningrequests')
  t.match(created, {
    level: 'RequestResponse',
    requestObject: { kind: 'CertificateSigningRequest', metadata: { name: 'jane' } },
    responseObject: { metadata: { uid: /./ }, spec: { username: 'kubernetes-admin' } },
  })
  const [, labelled] = about(all, 'patch', 'certificatesigningrequests')
  t.same(labelled.requestObject, { metadata: { labels: { colour: 'green' } } })
  const [, deleted] = about(all, 'delete', 'certificatesigningrequests')
  t.match(deleted, {
    requestObject: { kind: 'DeleteOptions', propagationPolicy: 'Foreground' },
    responseStatus: { code: 200 },
  })
  const [, , ...read] = about(all, 'get', 'certificatesigningrequests')
  t.ok(
    read.some(({ responseObject }) => responseObject?.kind === 'Table'),
    'the response is logged as it was sent',
  )
  for (const [resource, subresource] of [['secrets'], ['serviceaccounts', 'token']] as const) {
    const [, secret] = about(all, 'create', resource, subresource)
    t.match(secret, { level: 'Metadata', responseStatus: { code: 201 } })
    t.notOk('requestObject' in secret || 'responseObject' in secret, resource)
  }
  t.notOk(JSON.stringify(all).includes(Buffer.from('hush').toString('base64')))
})

const POLICY = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
omitManagedFields: true
rules:
  - level: Request
    verbs: [watch]
    resources: [{ group: '', resources: [configmaps] }]
  - level: RequestResponse
    namespaces: [default]
  - level: Metadata
    nonResourceURLs: [/version*]
`

t.test('a policy selects the level', { skip }, async (t) => {
  const { cluster, shell, events } = await started(t, { auditPolicy: POLICY })
  const { code, err } = await shell.run(`
    kubectl create configmap c --from-literal=a=b
    kubectl get configmaps --watch > seen &
    watching=$!
    until grep -q '^c ' seen; do sleep 0.1; done
    # the watch sends an object that is created after the list
    kubectl create configmap d
    until grep -q '^d ' seen; do sleep 0.1; done
    kill $watching
    kubectl get --raw /version
    kubectl get --raw /healthz
    kubectl get nodes`)
  t.equal(code, 0, err)
  const nobody = await cluster.get('/version', { token: 'nobody' })
  t.equal(nobody.code, 401)
  const yaml = await cluster.put(
    '/api/v1/namespaces/default/configmaps/c',
    { metadata: { name: 'c', resourceVersion: '1' } },
    { contentType: 'application/yaml' },
  )
  t.equal(yaml.code, 409)
  const all = await events()
  t.same(
    all.filter(({ stage }) => stage === 'RequestReceived'),
    [],
  )
  t.same(about(all, 'list', 'nodes'), [])
  const [started_, ended] = about(all, 'watch', 'configmaps')
  t.match(started_, { level: 'Request', stage: 'ResponseStarted', responseStatus: { code: 200 } })
  t.match(ended, { stage: 'ResponseComplete', auditID: started_.auditID })
  const [made] = about(all, 'create', 'configmaps')
  t.same(made.responseObject.data, { a: 'b' })
  t.notOk('managedFields' in made.responseObject.metadata)
  const [conflict] = about(all, 'update', 'configmaps')
  t.match(conflict, {
    objectRef: { name: 'c', resourceVersion: '1' },
    responseStatus: { reason: 'Conflict', code: 409 },
    responseObject: { kind: 'Status', code: 409 },
  })
  const paths = new Set(all.flatMap(({ objectRef, requestURI }) => (objectRef ? [] : [requestURI])))
  t.ok(paths.has('/version'))
  t.notOk(paths.has('/healthz'))
  const refused = all.find(({ responseStatus }) => responseStatus?.code === 401)
  t.match(refused, {
    stage: 'ResponseStarted',
    user: {},
    responseStatus: { status: 'Failure', reason: 'Unauthorized', message: 'Unauthorized' },
  })
  t.same(refused.user, {})
})

t.test('the id of an event equals the Audit-Id header of the response', async (t) => {
  const { cluster, events } = await started(t, {})
  const reply = await cluster.get('/version')
  const id = reply.headers['audit-id']
  const all = await events()
  t.same(
    all.map(({ auditID, stage, user }) => [auditID, stage, user.username]),
    [
      [id, 'RequestReceived', 'kubernetes-admin'],
      [id, 'ResponseComplete', 'kubernetes-admin'],
    ],
  )
})

t.test('a bug in the server is logged as a Panic', async (t) => {
  let isBroken = false
  const entropy = {
    ...systemEntropy,
    uuid: () => {
      if (isBroken) throw new Error('no chance')
      return systemEntropy.uuid()
    },
  }
  const { cluster, events } = await started(t, { entropy })
  isBroken = true
  const reply = await cluster.post('/api/v1/namespaces/default/configmaps', {
    metadata: { name: 'a' },
  })
  isBroken = false
  t.equal(reply.code, 500)
  t.notMatch(reply.body.message, /no chance/, 'the client does not get the reason')
  const all = await events()
  t.same(
    all.map(({ stage }) => stage),
    ['RequestReceived', 'Panic'],
  )
  t.match(all[1].responseStatus, {
    status: 'Failure',
    reason: 'InternalError',
    message: "APIServer panic'd: no chance",
    code: 500,
  })
})
