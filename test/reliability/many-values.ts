/**
 * Sends objects of as many values as there is room for, and of as many as the event loop itself works on, of every kind that holds many,
 * through every verb, and looks how long the event loop is at work in one go.
 *
 *   npm run many-values             all of them
 *   npm run many-values -- Role     those that have this in their name
 *
 * What is measured is processor time of the event loop alone, so that a busy machine does not count.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { countValues, mostValues } from '../../src/api/text/many-values.ts'
import { serve, stop } from '../cli/process.ts'
import { requestOf } from '../fixtures/builders.ts'
import { Client, type Reply } from './client.ts'
import { fill } from './fill.ts'
import { watchLongestTurn } from './longest-turn.ts'

/** An object of many values: its parts, before and after its many. */
interface Crowd {
  readonly name: string
  /** of the collection */
  readonly path: string
  readonly kind: string
  readonly apiVersion: string
  readonly before: string
  readonly piece: (i: number) => string
  readonly after: string
  /** nothing is stored */
  readonly isReview?: boolean
  /** where stored objects may be no larger for another reason */
  readonly most?: number
}

const REQUEST = requestOf()
const NAMESPACED = '/api/v1/namespaces/default'
const RBAC = '/apis/rbac.authorization.k8s.io/v1'
const MIB = 1024 * 1024

const rbac = (kind: string, resource: string) => ({
  kind,
  apiVersion: 'rbac.authorization.k8s.io/v1',
  path: kind.startsWith('Cluster')
    ? `${RBAC}/${resource}`
    : `${RBAC}/namespaces/default/${resource}`,
})
const core = (kind: string, resource: string) => ({
  kind,
  apiVersion: 'v1',
  path: `${NAMESPACED}/${resource}`,
})
const subjects = `"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},"subjects":[`
const subject = (i: number): string =>
  `{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"u${i}"},`
const LAST_SUBJECT = '{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"z"}]'
const template = (more: string): string => `"spec":{${more}"containers":[{"name":"c","image":"i"`

export const CROWDS: readonly Crowd[] = [
  {
    name: 'Role names',
    ...rbac('Role', 'roles'),
    before: '"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["secrets"],"resourceNames":[',
    piece: (i) => `"n${i}",`,
    after: '"z"]}]',
  },
  {
    name: 'ClusterRole rules',
    ...rbac('ClusterRole', 'clusterroles'),
    before: '"rules":[',
    piece: (i) => `{"verbs":["get"],"nonResourceURLs":["/${i}"]},`,
    after: '{"verbs":["get"],"nonResourceURLs":["/z"]}]',
  },
  {
    name: 'RoleBinding subjects',
    ...rbac('RoleBinding', 'rolebindings'),
    before: subjects,
    piece: subject,
    after: LAST_SUBJECT,
  },
  {
    name: 'ClusterRoleBinding subjects',
    ...rbac('ClusterRoleBinding', 'clusterrolebindings'),
    before: subjects,
    piece: subject,
    after: LAST_SUBJECT,
  },
  {
    name: 'ConfigMap data',
    ...core('ConfigMap', 'configmaps'),
    before: '"data":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.":""}',
  },
  {
    name: 'ConfigMap binaryData',
    ...core('ConfigMap', 'configmaps'),
    before: '"binaryData":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.":""}',
  },
  {
    name: 'Secret data',
    ...core('Secret', 'secrets'),
    before: '"data":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.":""}',
    most: MIB,
  },
  {
    name: 'Secret stringData',
    ...core('Secret', 'secrets'),
    before: '"stringData":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.":""}',
    most: MIB,
  },
  {
    name: 'labels',
    ...core('ConfigMap', 'configmaps'),
    before: '"metadata":{"labels":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.z":""}}',
  },
  {
    name: 'annotations',
    ...core('ConfigMap', 'configmaps'),
    before: '"metadata":{"annotations":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.z":""}}',
    most: 250 * 1024,
  },
  {
    name: 'finalizers',
    ...core('ConfigMap', 'configmaps'),
    before: '"metadata":{"finalizers":[',
    piece: (i) => `"a/${i}",`,
    after: '"a/z"]}',
  },
  {
    name: 'ownerReferences',
    ...core('ConfigMap', 'configmaps'),
    before: '"metadata":{"ownerReferences":[',
    piece: (i) => `{"apiVersion":"v1","kind":"ConfigMap","name":"n","uid":"${i}"},`,
    after: '{"apiVersion":"v1","kind":"ConfigMap","name":"n","uid":"z"}]}',
  },
  {
    name: 'managedFields',
    ...core('ConfigMap', 'configmaps'),
    before:
      '"metadata":{"managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{',
    piece: (i) => `"f:${i.toString(36)}":{},`,
    after: '"f:z.":{}}}}]}',
  },
  {
    name: 'many managedFields',
    ...core('ConfigMap', 'configmaps'),
    before: '"metadata":{"managedFields":[',
    piece: (i) =>
      `{"manager":"m${i}","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}},`,
    after:
      '{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}}]}',
  },
  {
    name: 'ServiceAccount secrets',
    ...core('ServiceAccount', 'serviceaccounts'),
    before: '"secrets":[',
    piece: (i) => `{"name":"s${i}"},`,
    after: '{"name":"z"}]',
  },
  {
    name: 'Pod env',
    ...core('Pod', 'pods'),
    before: `${template('')},"env":[`,
    piece: (i) => `{"name":"E${i}","value":"v"},`,
    after: '{"name":"Z"}]}]}',
  },
  {
    name: 'Pod containers',
    ...core('Pod', 'pods'),
    before: `${template('')}}`,
    piece: (i) => `,{"name":"c${i}","image":"i"}`,
    after: ']}',
    // the defaults of each make it larger
    most: 300 * 1024,
  },
  {
    name: 'Pod volumes',
    ...core('Pod', 'pods'),
    before: '"spec":{"containers":[{"name":"c","image":"i"}],"volumes":[',
    piece: (i) => `{"name":"v${i}","emptyDir":{}},`,
    after: '{"name":"z","emptyDir":{}}]}',
  },
  {
    name: 'Pod tolerations',
    ...core('Pod', 'pods'),
    before: '"spec":{"containers":[{"name":"c","image":"i"}],"tolerations":[',
    piece: (i) => `{"key":"k${i}","operator":"Exists"},`,
    after: '{"key":"z","operator":"Exists"}]}',
  },
  {
    name: 'Pod command',
    ...core('Pod', 'pods'),
    before: `${template('')},"command":[`,
    piece: () => '"",',
    after: '""]}]}',
  },
  {
    name: 'Deployment env',
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    path: '/apis/apps/v1/namespaces/default/deployments',
    before: `"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},${template('')},"env":[`,
    piece: (i) => `{"name":"E${i}","value":"v"},`,
    after: '{"name":"Z"}]}]}}}',
  },
  {
    name: 'Service ports',
    ...core('Service', 'services'),
    before: '"spec":{"ports":[',
    piece: (i) => `{"name":"p${i}","port":${(i % 65_000) + 1}},`,
    after: '{"name":"z","port":65535}]}',
    most: 600 * 1024,
  },
  {
    name: 'Endpoints addresses',
    ...core('Endpoints', 'endpoints'),
    before: '"subsets":[{"ports":[{"port":80}],"addresses":[',
    piece: (i) => `{"ip":"10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}"},`,
    after: '{"ip":"11.0.0.1"}]}]',
  },
  {
    name: 'Node taints',
    kind: 'Node',
    apiVersion: 'v1',
    path: '/api/v1/nodes',
    before: '"spec":{"taints":[',
    piece: (i) => `{"key":"k${i}","effect":"NoSchedule"},`,
    after: '{"key":"z","effect":"NoSchedule"}]}',
  },
  {
    name: 'Namespace labels',
    kind: 'Namespace',
    apiVersion: 'v1',
    path: '/api/v1/namespaces',
    before: '"metadata":{"labels":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.z":""}}',
  },
  {
    name: 'CertificateSigningRequest labels',
    kind: 'CertificateSigningRequest',
    apiVersion: 'certificates.k8s.io/v1',
    path: '/apis/certificates.k8s.io/v1/certificatesigningrequests',
    before: `"spec":{"signerName":"a.b/c","usages":["client auth"],"request":"${REQUEST}"},"metadata":{"labels":{`,
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.z":""}}',
  },
  {
    name: 'Lease labels',
    kind: 'Lease',
    apiVersion: 'coordination.k8s.io/v1',
    path: '/apis/coordination.k8s.io/v1/namespaces/default/leases',
    before: '"metadata":{"labels":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.z":""}}',
  },
  {
    name: 'Event annotations',
    kind: 'Event',
    apiVersion: 'events.k8s.io/v1',
    path: '/apis/events.k8s.io/v1/namespaces/default/events',
    before:
      '"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"a.b/c","reportingInstance":"i","action":"a","reason":"r","type":"Normal","metadata":{"labels":{',
    piece: (i) => `"${i.toString(36)}":"",`,
    after: '"z.z":""}}',
  },
  {
    name: 'SubjectAccessReview groups',
    kind: 'SubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    before: '"spec":{"user":"a","resourceAttributes":{"verb":"get","resource":"pods"},"groups":[',
    piece: (i) => `"g${i}",`,
    after: '"z"]}',
    isReview: true,
  },
]

/** Lists whose every item is at fault. */
const FAULTY: readonly Crowd[] = CROWDS.filter(({ piece }) => piece(0).includes('{')).map(
  (crowd) => ({
    ...crowd,
    name: `${crowd.name}, empty`,
    piece: (i) => crowd.piece(i).replace(/\{.*\}/, '{}'),
  }),
)

/** How large an object is made. */
interface Limits {
  readonly bytes: number
  readonly values: number
}

/** The object's JSON, of no more than these. */
const jsonOf = (crowd: Crowd, name: string, { bytes, values }: Limits): string => {
  const limit = Math.min(bytes, crowd.most ?? Infinity)
  const [none, one] = [0, 1].map((count) =>
    countValues(JSON.parse(withPieces(crowd, name, limit, count))),
  )
  return withPieces(crowd, name, limit, Math.floor((values - none!) / (one! - none!)))
}

const withPieces = (crowd: Crowd, name: string, limit: number, count: number): string => {
  const { kind, apiVersion, before, piece, after } = crowd
  const namedMeta = before.startsWith('"metadata":{') || before.includes(',"metadata":{')
  const head = `{"kind":"${kind}","apiVersion":"${apiVersion}",`
  const start = namedMeta
    ? `${head}${before.replace('"metadata":{', `"metadata":{"name":"${name}",`)}`
    : `${head}"metadata":{"name":"${name}"},${before}`
  return fill(start, piece, `${after}}`, limit, count)
}

export interface Turn {
  readonly what: string
  readonly code: number
  /** processor time of the event loop that a neighbour waited for, milliseconds */
  readonly ms: number
  /** how long the request itself took */
  readonly took: number
}

export interface ManyValuesOptions {
  /** bytes of an object that is stored */
  readonly stored?: number
  /** bytes of a body */
  readonly body?: number
  /** values of a body; of an object that is stored a third of them, for the fields of its managers are values too */
  readonly values?: number
  /** how often each is sent; the last counts, for which V8 has compiled what the others needed; default: 1 */
  readonly rounds?: number
  /** only those whose name it is part of */
  readonly only?: string
  readonly report?: (line: string) => void
}

const JSON_TYPE = 'application/json'
const YAML = 'application/yaml'
const PROTOBUF = 'application/vnd.kubernetes.protobuf'
const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1'
const PARTIAL = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'
const PARTIAL_LIST = PARTIAL.replace(';g', 'List;g')

/** One kind of object through all verbs. */
const tryAll = async (
  client: Client,
  crowd: Crowd,
  { stored = 1450 * 1024, body = 3 * MIB - 1000, values = Infinity }: ManyValuesOptions,
  ask: (what: string, ...request: Parameters<Client['ask']>) => Promise<Reply>,
): Promise<void> => {
  const { path, isReview = false } = crowd
  const type = (value: string) => ({ 'content-type': value })
  const accept = (value: string) => ({ accept: value })
  await ask(
    'create, as large as a body',
    'POST',
    isReview ? path : `${path}?dryRun=All`,
    jsonOf(crowd, 'most', { bytes: body, values }),
  )
  if (isReview) return
  // the longest of these texts whose object may be stored: with its defaults and its fields' managers it is up to four times as long
  let text = ''
  for (const part of [1, 1 / 2, 1 / 3, 1 / 4, 1 / 6]) {
    text = jsonOf(crowd, 'many', { bytes: stored * part, values: values / 3 })
    const { code } = await ask('create', 'POST', path, text)
    if (code !== 500) break
  }
  const at = `${path}/many`
  await ask('create again', 'POST', path, text)
  const got = await ask('get', 'GET', at)
  if (got.code !== 200) return
  for (const form of [YAML, PROTOBUF, TABLE, PARTIAL])
    await ask(`get ${form}`, 'GET', at, undefined, accept(form))
  for (const form of [JSON_TYPE, YAML, PROTOBUF, TABLE, PARTIAL_LIST])
    await ask(`list ${form}`, 'GET', path, undefined, accept(form))
  await ask('list selected', 'GET', `${path}?labelSelector=a%3Db`)
  const object = got.json
  object.metadata.labels = { ...object.metadata.labels, a: 'b' }
  delete object.metadata.resourceVersion
  await ask('put', 'PUT', at, JSON.stringify(object))
  const yaml = await client.ask('GET', at, undefined, accept(YAML))
  await ask('put YAML', 'PUT', at, yaml.body, type(YAML))
  const protobuf = await client.ask('GET', at, undefined, accept(PROTOBUF))
  await ask('put protobuf', 'PUT', at, protobuf.body, type(PROTOBUF))
  await ask(
    'merge patch',
    'PATCH',
    at,
    '{"metadata":{"labels":{"b":"c"}}}',
    type('application/merge-patch+json'),
  )
  await ask(
    'strategic patch',
    'PATCH',
    at,
    '{"metadata":{"labels":{"b":"d"}}}',
    type('application/strategic-merge-patch+json'),
  )
  await ask(
    'large strategic patch',
    'PATCH',
    at,
    text,
    type('application/strategic-merge-patch+json'),
  )
  await ask(
    'JSON patch',
    'PATCH',
    at,
    '[{"op":"add","path":"/metadata/labels/c","value":"d"}]',
    type('application/json-patch+json'),
  )
  await ask(
    'apply',
    'PATCH',
    `${at}?fieldManager=m&force=true`,
    text,
    type('application/apply-patch+yaml'),
  )
  await ask(
    'apply again',
    'PATCH',
    `${at}?fieldManager=n&force=true`,
    text,
    type('application/apply-patch+yaml'),
  )
  await ask('dry run of delete', 'DELETE', `${at}?dryRun=All`)
  await ask('delete', 'DELETE', at)
  await ask(
    'no finalizers',
    'PATCH',
    at,
    '{"metadata":{"finalizers":null}}',
    type('application/merge-patch+json'),
  )
  await ask('create', 'POST', path, text)
  await ask('delete collection', 'DELETE', `${path}?labelSelector=!x`)
  await ask(
    'no finalizers',
    'PATCH',
    at,
    '{"metadata":{"finalizers":null}}',
    type('application/merge-patch+json'),
  )
}

/** Watches beside it, in forms that are made for each of them; returns what ends them. */
const watchBeside = async (client: Client, { path, isReview = false }: Crowd) => {
  const watches = isReview
    ? []
    : [
        ['', TABLE],
        ['', YAML],
        ['', PROTOBUF],
        ['&labelSelector=b', JSON_TYPE],
      ].map(([query = '', accept = '']) =>
        client.open('GET', `${path}?watch=true${query}`, undefined, { accept }, { agent: false }),
      )
  for (const watch of watches) (await watch).resume().on('error', () => undefined)
  return async (): Promise<void> => {
    for (const watch of watches) (await watch).destroy()
  }
}

export const manyValues = async (options: ManyValuesOptions): Promise<readonly Turn[]> => {
  const { only = '', rounds = 1, report } = options
  const cwd = mkdtempSync(join(tmpdir(), 'csrlab-many-'))
  const server = await serve('--port 0 --log-level silent'.split(' '), { cwd })
  const client = new Client(server, { connections: 4 })
  const longest = await watchLongestTurn(server, server.process.pid!)
  const turns: Turn[] = []
  try {
    for (const crowd of [...CROWDS, ...FAULTY].filter(({ name }) => name.includes(only))) {
      const end = await watchBeside(client, crowd)
      const unmeasured = (_what: string, ...request: Parameters<Client['ask']>) =>
        client.ask(...request)
      for (let round = 1; round < rounds; round++) await tryAll(client, crowd, options, unmeasured)
      await tryAll(client, crowd, options, async (what, ...request) => {
        await longest.read()
        const began = performance.now()
        const reply = await client.ask(...request)
        const took = performance.now() - began
        const turn = {
          what: `${crowd.name}: ${what}`,
          code: reply.code,
          ms: await longest.read(),
          took,
        }
        turns.push(turn)
        const why =
          reply.code < 300 || reply.code === 404 ? '' : ` ${reply.body.toString('utf8', 0, 200)}`
        const figures = `${turn.ms.toFixed(0).padStart(4)} ms of ${took.toFixed(0).padStart(6)}`
        report?.(`${figures} ${turn.code} ${turn.what}${why}`)
        return reply
      })
      await end()
    }
  } finally {
    await longest.end()
    client.close()
    await stop(server)
    rmSync(cwd, { recursive: true, force: true })
  }
  return turns
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const options = { ...(process.argv[2] && { only: process.argv[2] }), report: console.log }
  console.log('as large as they may be:')
  const large = await manyValues(options)
  console.log(`as many values as the event loop works on, ${mostValues()}:`)
  const turns = [...large, ...(await manyValues({ ...options, values: mostValues(), rounds: 4 }))]
  const worst = Math.max(...turns.map(({ ms }) => ms))
  console.log(`${turns.length} requests, the longest turn ${worst.toFixed(0)} ms of processor time`)
  process.exitCode = worst > 50 ? 1 : 0
}
