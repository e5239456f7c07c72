/** Bodies with very many values, accepted or rejected, must not block the event loop for long. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { MOST_VALUES } from '../../src/apimachinery/text/many-values.ts'
import { serve, stop } from '../cli/process.ts'
import { Client, CONFIG_MAPS, type Reply } from '../../tools/kit/client.ts'
import { fill } from '../../tools/kit/fill.ts'
import { startProbe } from '../../tools/kit/probe.ts'
import { isProcessorTimeTold } from '../../tools/kit/processor-time.ts'

/**
 * Maximum processor time of one turn of the event loop. The longest turn takes 40 ms on two cores.
 */
const LONGEST_MS = 100

const ROLES = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles'
const REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews'
const JSON_TYPE = 'application/json'
const YAML = 'application/yaml'
const PROTOBUF = 'application/vnd.kubernetes.protobuf'
const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1'
const MERGE = 'application/merge-patch+json'
const STRATEGIC = 'application/strategic-merge-patch+json'
const JSON_PATCH = 'application/json-patch+json'
const APPLY = 'application/apply-patch+yaml'

/** About the largest number of keys in a config map: managed fields count each key again. */
const FITTING = MOST_VALUES / 2 - 100
const fitting = fill(
  '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"fits"},"data":{',
  (i) => `"k${i}":"",`,
  '"z":""}}',
  Infinity,
  FITTING,
)
const group = 'rbac.authorization.k8s.io'
const bindings = `/apis/${group}/v1/namespaces/default/rolebindings`
const subjects = fill(
  `{"metadata":{"name":"fits"},"roleRef":{"apiGroup":"${group}","kind":"Role","name":"a"},"subjects":[`,
  (i) => `{"kind":"User","name":"u${i}"},`,
  '{"kind":"User","name":"z"}]}',
  Infinity,
  MOST_VALUES / 3 - 100,
)
const faulty = fill(
  '{"metadata":{"name":"f"},"rules":[',
  () => '{},',
  '{}]}',
  Infinity,
  MOST_VALUES - 50,
)

const message = (...parts: readonly (Buffer | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)))
const delimited = (tag: number, value: Buffer) => {
  const length: number[] = []
  for (let left = value.length; ; left >>>= 7) {
    length.push(left > 0x7f ? (left & 0x7f) | 0x80 : left)
    if (left <= 0x7f) break
  }
  return message(tag, Buffer.from(length), value)
}
/** Makes a role in protobuf; `verbs`: number of empty verbs in each rule. */
const nestedRole = (rules: number, verbs: number) => {
  const rule = delimited(0x12, Buffer.alloc(2 * verbs, Buffer.from([0x0a, 0])))
  const type = message(
    delimited(0x0a, Buffer.from(`${group}/v1`)),
    delimited(0x12, Buffer.from('Role')),
  )
  const raw = Buffer.concat(Array.from({ length: rules }, () => rule))
  return message(Buffer.from('k8s\0'), delimited(0x0a, type), delimited(0x12, raw))
}

type Asked = readonly [what: string, codes: number, ...Parameters<Client['ask']>]

const type = (value: string) => ({ 'content-type': value })
const accept = (value: string) => ({ accept: value })
const AT = `${CONFIG_MAPS}/fits`

/** Requests about objects with nearly as many values as the server accepts. */
const WITHIN: readonly Asked[] = [
  ['apply', 201, 'PATCH', `${AT}?fieldManager=m`, fitting, type(APPLY)],
  ['apply again', 200, 'PATCH', `${AT}?fieldManager=m`, fitting, type(APPLY)],
  ['delete what was applied', 200, 'DELETE', AT],
  ['create', 201, 'POST', CONFIG_MAPS, fitting],
  ...[JSON_TYPE, YAML, PROTOBUF, TABLE].flatMap((form): readonly Asked[] => [
    [`get ${form}`, 200, 'GET', AT, undefined, accept(form)],
    [`list ${form}`, 200, 'GET', `${CONFIG_MAPS}?labelSelector=!a`, undefined, accept(form)],
  ]),
  ['put', 200, 'PUT', AT, fitting],
  ['merge patch', 200, 'PATCH', AT, '{"data":{"k1":"x"}}', type(MERGE)],
  ['large strategic patch', 200, 'PATCH', AT, fitting, type(STRATEGIC)],
  [
    'JSON patch',
    200,
    'PATCH',
    AT,
    fill(
      '[',
      (i) => `{"op":"remove","path":"/data/k${i}"},`,
      '{"op":"test","path":"/data/z","value":""}]',
      Infinity,
      FITTING / 3,
    ),
    type(JSON_PATCH),
  ],
  ['delete', 200, 'DELETE', AT],
  ['role binding', 201, 'POST', `${bindings}?dryRun=All`, subjects],
  ['faults', 422, 'POST', ROLES, faulty],
]

const ones = (start: string, end: string) => fill(start, () => '1,', `1${end}`)

/** Requests with as many values as fit in 3 MiB, which are rejected. */
const BEYOND: readonly Asked[] = [
  ['JSON', 413, 'POST', CONFIG_MAPS, ones('{"data":{"a":[', ']}}')],
  ['empty objects', 413, 'POST', ROLES, fill('{"rules":[', () => '{},', '{}]}')],
  ['YAML', 413, 'POST', CONFIG_MAPS, ones('data: {a: [', ']}'), type(YAML)],
  ['nested protobuf', 413, 'POST', ROLES, nestedRole(1500, 1000), type(PROTOBUF)],
  ['flat protobuf', 413, 'POST', ROLES, nestedRole(1, 1_500_000), type(PROTOBUF)],
  [
    'merge patch',
    413,
    'PATCH',
    `${CONFIG_MAPS}/kube-root-ca.crt`,
    ones('{"a":[', ']}'),
    type(MERGE),
  ],
  ['JSON patch', 413, 'PATCH', `${CONFIG_MAPS}/kube-root-ca.crt`, ones('[', ']'), type(JSON_PATCH)],
  ['apply', 413, 'PATCH', `${AT}?fieldManager=m`, ones('a: [', ']'), type(APPLY)],
  ['delete options', 413, 'DELETE', `${CONFIG_MAPS}/kube-root-ca.crt`, ones('{"dryRun":[', ']}')],
  ['review', 413, 'POST', REVIEWS, ones('{"spec":{"groups":[', ']}}')],
]

void t.test(
  'bodies with very many values do not delay other requests',
  {
    skip: isProcessorTimeTold ? false : 'NOT TESTED: processor time cannot be measured here',
    timeout: 300_000,
  },
  async (t) => {
    const cwd = mkdtempSync(join(tmpdir(), 'csrlab-many-'))
    const server = await serve('--port 0 --log-level silent'.split(' '), { cwd })
    const client = new Client(server, { connections: 4 })
    const stranger = { authorization: '' }
    const probe = await startProbe(server, server.process.pid!, {
      isKept: true,
      pauseMs: 2,
    })
    const ask = async ([what, code, method, path, body, headers]: Asked, who: object = {}) => {
      await probe.read()
      const reply: Reply = await client.ask(method, path, body, { ...headers, ...who })
      return { what, code, reply, ms: (await probe.read()).slowestAtWork }
    }
    try {
      // the first run is not measured, because V8 compiles the code then
      for (const asked of WITHIN) await ask(asked)
      for (const asked of [...WITHIN, ...BEYOND]) {
        const { what, code, reply, ms } = await ask(asked)
        t.equal(reply.code, code, `${what}: ${reply.body.toString('utf8', 0, 200)}`)
        t.ok(ms < LONGEST_MS, `${what}: a turn of ${ms.toFixed(0)} ms`)
      }
      for (const asked of BEYOND) {
        const { what, reply, ms } = await ask(asked, stranger)
        t.ok(reply.code === 403 || reply.code === 401, `${what}: ${reply.code}`)
        t.ok(ms < LONGEST_MS, `${what} of a stranger: a turn of ${ms.toFixed(0)} ms`)
      }
    } finally {
      await probe.end()
      client.close()
      await stop(server)
      rmSync(cwd, { recursive: true, force: true })
    }
  },
)
