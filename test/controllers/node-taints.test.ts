/** Which taints a node has when it comes, and which its conditions give it. */
import t from 'tap'
import { startServer } from '../fixtures/server.ts'

const NODES = '/api/v1/nodes'
const server = await startServer(t)

interface Tainted {
  spec: { taints?: { key: string; effect: string; timeAdded?: string }[] }
}

const create = async (name: string, fields: object = {}): Promise<Tainted> => {
  const answer = await server.post(NODES, { metadata: { name }, ...fields })
  if (answer.code !== 201) throw new Error(answer.text)
  return answer.body
}

const keysOf = ({ spec }: Tainted): string[] => spec.taints?.map(({ key }) => key) ?? []

const tainted = async (name: string, ...keys: string[]): Promise<Tainted> =>
  server.until(`${NODES}/${name}`, (node) => keysOf(node).join() === keys.join())

const NOW = '2030-05-06T07:08:09Z'

const condition = (type: string, status: string): object => ({
  type,
  status,
  lastHeartbeatTime: NOW,
  lastTransitionTime: NOW,
})

const ready = (status: string, ...others: object[]): object => ({
  status: { conditions: [condition('Ready', status), ...others] },
})

void t.test('a new node is not ready, and says so once', async (t) => {
  const own = { key: 'example.com/own', effect: 'NoExecute' }
  const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }
  t.same((await create('a', { spec: { taints: [own] } })).spec.taints, [own, notReady])
  t.same((await create('b', { spec: { taints: [notReady] } })).spec.taints, [notReady])
})

void t.test('the taints follow the conditions', async (t) => {
  await create('c', ready('False'))
  await tainted('c', 'node.kubernetes.io/not-ready')
  await server.patch(`${NODES}/c/status`, ready('True'))
  await tainted('c')
  await server.patch(
    `${NODES}/c/status`,
    ready('Unknown', condition('DiskPressure', 'True'), condition('Other', 'True')),
  )
  const { spec } = await tainted(
    'c',
    'node.kubernetes.io/unreachable',
    'node.kubernetes.io/disk-pressure',
  )
  t.match(spec.taints, [
    { effect: 'NoSchedule', timeAdded: /Z$/ },
    { effect: 'NoSchedule', timeAdded: /Z$/ },
  ])
})

void t.test('a cordoned node is tainted, and what others put on it stays', async (t) => {
  const others = [
    { key: 'example.com/own', effect: 'NoSchedule' },
    { key: 'node.kubernetes.io/unschedulable', effect: 'NoExecute' },
  ]
  await create('d', { spec: { taints: others, unschedulable: true } })
  const keys = others.map(({ key }) => key)
  t.ok(await tainted('d', ...keys, 'node.kubernetes.io/unschedulable'))
  await server.patch(`${NODES}/d`, { spec: { unschedulable: false } })
  t.ok(await tainted('d', ...keys))
})
