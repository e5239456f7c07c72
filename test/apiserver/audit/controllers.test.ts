/* Audit events of controllers, which on a real cluster are API clients. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { makeRequest } from '../../../src/ca/new-request.ts'
import type { ServerOptions } from '../../../src/server/options.ts'
import { systemClock } from '../../../src/server/system.ts'
import type { RunningServer } from '../../../src/server/running-server.ts'
import { inject, startServer } from '../../fixtures/server.ts'
import { COMPLETE_FIELDS } from './fields.ts'
import { until } from '../../fixtures/waits.ts'
import { jsonLines } from '../../fixtures/json-lines.ts'

const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const ACCOUNT = 'system:serviceaccount:kube-system:certificate-controller'

// oxlint-disable-next-line typescript/no-explicit-any -- tests read events at any depth
type Event = any

interface Audited {
  readonly server: RunningServer
  /** returns the log's text so far */
  readonly written: () => string
  /** stops the server and returns the controllers' events in order */
  readonly events: () => Promise<Event[]>
}

const started = async (t: Test, options: ServerOptions = {}): Promise<Audited> => {
  const auditLog = join(t.testdir({}), 'audit.log')
  const { server } = await startServer(t, { ...options, clock: systemClock, auditLog })
  const written = () => readFileSync(auditLog, 'utf8')
  return {
    server,
    written,
    events: async () => {
      await server.close()
      return jsonLines(written()).filter(({ userAgent }) =>
        userAgent.startsWith('kube-controller-manager/'),
      )
    },
  }
}

const must = async (
  server: RunningServer,
  ...asked: Parameters<RunningServer['inject']>
): Promise<Event> => {
  const { code, body } = await inject(server, ...asked)
  if (code >= 300) throw new Error(JSON.stringify(body))
  return body
}

/** Repeats a GET until its code and body meet the condition; returns the body. */
const answered = async (
  server: RunningServer,
  path: string,
  wanted: (code: number, body: Event) => unknown,
): Promise<Event> => {
  let answer: Awaited<ReturnType<typeof inject>> | undefined
  await until(async () => {
    answer = await inject(server, 'GET', path)
    return wanted(answer.code, answer.body)
  })
  return answer!.body
}

const create = async (
  server: RunningServer,
  name: string,
  spec: { commonName: string; organizations?: string[]; signerName: string; usages: string[] },
): Promise<Event> => {
  const { signerName, usages, ...subject } = spec
  const { requestPem } = await makeRequest({ ...subject, keyType: 'p256' })
  const request = Buffer.from(requestPem).toString('base64')
  return must(server, 'POST', CSRS, {
    metadata: { name },
    spec: { request, signerName, usages },
  })
}

const NODE = {
  commonName: 'system:node:n1',
  organizations: ['system:nodes'],
  signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
  usages: ['digital signature', 'key encipherment', 'client auth'],
}

const about = (events: Event[], verb: string, name: string, subresource?: string): Event[] =>
  events.filter(
    ({ verb: own, objectRef }) =>
      own === verb && objectRef.name === name && objectRef.subresource === subresource,
  )

t.test(
  'writes of the approver and the signer are logged, with account and authorization decision',
  async (t) => {
    const { server, events } = await started(t)
    const made = await create(server, 'node', NODE)
    const issued = await answered(server, `${CSRS}/node`, (_, { status }) => status.certificate)
    const all = await events()
    for (const subresource of ['approval', 'status']) {
      const path = `${CSRS}/node/${subresource}`
      const [received, complete, ...more] = all.filter(({ requestURI }) => requestURI === path)
      t.same(more, [])
      t.match(received, { stage: 'RequestReceived', auditID: complete.auditID, verb: 'update' })
      t.notOk('responseStatus' in received || 'annotations' in received)
      t.same(Object.keys(complete), COMPLETE_FIELDS)
      t.match(complete, {
        level: 'Metadata',
        stage: 'ResponseComplete',
        user: {
          username: ACCOUNT,
          groups: [
            'system:serviceaccounts',
            'system:serviceaccounts:kube-system',
            'system:authenticated',
          ],
        },
        sourceIPs: ['127.0.0.1'],
        userAgent: `kube-controller-manager/v1.36.3 (linux/amd64) kubernetes/0000000/${ACCOUNT}`,
        annotations: {
          'authorization.k8s.io/decision': 'allow',
          'authorization.k8s.io/reason':
            'RBAC: allowed by ClusterRoleBinding "system:controller:certificate-controller" of ClusterRole "system:controller:certificate-controller" to ServiceAccount "certificate-controller/kube-system"',
        },
      })
      t.match(complete.objectRef, {
        resource: 'certificatesigningrequests',
        name: 'node',
        uid: made.metadata.uid,
        apiGroup: 'certificates.k8s.io',
        apiVersion: 'v1',
        resourceVersion: /^\d+$/,
        subresource,
      })
      t.same(complete.responseStatus, { metadata: {}, code: 200 })
    }
    t.match(issued.status.conditions, [{ reason: 'AutoApproved' }])
    t.same(
      all.filter(({ verb }) => ['get', 'list', 'watch'].includes(verb)),
      [],
      'controllers read in-process data, without requests',
    )
  },
)

t.test('creates, deletes, updates and patches by controllers are logged', async (t) => {
  const { server, events } = await started(t, { auditLevel: 'RequestResponse' })
  await must(server, 'POST', '/api/v1/namespaces', { metadata: { name: 'x' } })
  const config = '/api/v1/namespaces/x/configmaps/kube-root-ca.crt'
  await answered(server, config, (code) => code === 200)
  await must(server, 'DELETE', '/api/v1/namespaces/x')
  await answered(server, '/api/v1/namespaces/x', (code) => code === 404)
  const all = (await events()).filter(({ stage }) => stage === 'ResponseComplete')

  const made = about(all, 'create', 'kube-root-ca.crt').find(
    ({ objectRef }) => objectRef.namespace === 'x',
  )
  t.match(made, {
    level: 'RequestResponse',
    requestURI: '/api/v1/namespaces/x/configmaps',
    user: { username: 'system:serviceaccount:kube-system:root-ca-cert-publisher' },
    requestObject: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'kube-root-ca.crt' } },
    responseObject: { kind: 'ConfigMap', metadata: { uid: /./, resourceVersion: /./ } },
    responseStatus: { code: 201 },
  })
  const [deleted] = about(all, 'delete', 'kube-root-ca.crt')
  t.match(deleted, {
    requestURI: config,
    user: { username: 'system:serviceaccount:kube-system:namespace-controller' },
    requestObject: { kind: 'DeleteOptions' },
    responseObject: { kind: 'Status', status: 'Success' },
    responseStatus: { status: 'Success', details: { name: 'kube-root-ca.crt' }, code: 200 },
  })
  const [finalized] = about(all, 'update', 'x', 'finalize')
  t.match(finalized, {
    requestURI: '/api/v1/namespaces/x/finalize',
    objectRef: { resource: 'namespaces', namespace: 'x', name: 'x' },
  })
  const [aggregated] = about(all, 'patch', 'admin')
  t.match(aggregated, {
    requestURI:
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/admin?fieldManager=clusterrole-aggregation-controller&force=true',
    requestObject: { kind: 'ClusterRole', metadata: { name: 'admin' } },
    responseObject: { aggregationRule: {} },
  })
})

t.test("forbidden requests are logged at the policy's level", async (t) => {
  const { server, written, events } = await started(t, {
    logLevel: 'silent',
    auditPolicy: `
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules:
        - level: Request
          users: ['${ACCOUNT}']
          resources: [{ group: certificates.k8s.io, resources: [certificatesigningrequests/*] }]`,
  })
  const binding = 'system:controller:certificate-controller'
  await must(server, 'DELETE', `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${binding}`)
  await create(server, 'node', NODE)
  await until(() => written().includes('"code":403'))
  t.same((await must(server, 'GET', `${CSRS}/node`)).status, {})
  const all = await events()
  t.ok(all.length > 0)
  for (const event of all) {
    t.match(event, {
      level: 'Request',
      stage: 'ResponseComplete',
      verb: 'update',
      requestURI: `${CSRS}/node/approval`,
      requestObject: undefined,
      responseStatus: { status: 'Failure', reason: 'Forbidden', code: 403 },
      annotations: {
        'authorization.k8s.io/decision': 'forbid',
        'authorization.k8s.io/reason': '',
      },
    })
    t.notOk('responseObject' in event)
  }
})
