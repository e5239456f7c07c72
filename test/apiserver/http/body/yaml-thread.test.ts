import t from 'tap'
import { patchJson, patchReader } from '../../../../src/apiserver/http/body/patch-body.ts'
import {
  isLargeYaml,
  parseYamlBody,
  yamlThread,
} from '../../../../src/apiserver/http/body/yaml-thread.ts'
import { systemClock } from '../../../../src/server/system.ts'
import { ManualClock } from '../../../fixtures/clock.ts'
import { startServer } from '../../../fixtures/server.ts'

/** A user whose requests are never cancelled. */
const caller = (name: string) => ({ user: { name }, signal: new AbortController().signal })
const ann = caller('ann')

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const lines = Array.from({ length: 4000 }, (_, i) => `  key${i}: "${i}"`).join('\n')
const configMap = (name: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n${lines}\n`

t.test('the worker thread parses like the main thread', async (t) => {
  const thread = yamlThread(systemClock)
  t.teardown(() => thread.close())
  for (const text of [
    configMap('a'),
    'a: 1\na: 2\nb: 18446744073709551616\n__proto__: {x: 1e3}\n',
    'a: b: c',
    'a: [',
    '',
  ]) {
    const [ahead, atOnce] = [Buffer.from(text), Buffer.from(text)]
    await thread.read(ahead, ann)
    const attempt = (body: Buffer) => {
      try {
        return parseYamlBody(body)
      } catch (error) {
        return error
      }
    }
    t.strictSame(attempt(ahead), attempt(atOnce), text.slice(0, 20))
  }
})

t.test('a body that arrives while the idle thread ends is parsed by a new one', async (t) => {
  const clock = new ManualClock()
  const thread = yamlThread(clock)
  t.teardown(() => thread.close())
  await thread.read(Buffer.from('a: 1'), ann)
  clock.advance(60_000)
  const body = Buffer.from('b: 2')
  await thread.read(body, ann)
  t.strictSame({ ...(parseYamlBody(body).value as object) }, { b: 2 })
})

t.test('only large YAML is parsed in the worker thread', async (t) => {
  const large = Buffer.alloc(40_000, ' ')
  for (const type of ['application/yaml', 'application/apply-patch+yaml'])
    t.ok(isLargeYaml(type, large), type)
  for (const type of ['application/json', '', 'application/yamlish/x'])
    t.notOk(isLargeYaml(type, large), type)
  t.notOk(isLargeYaml('application/yaml', Buffer.alloc(1000, ' ')))
})

t.test(
  'a document that needs too much memory is rejected, and the next one is parsed',
  async (t) => {
    const thread = yamlThread(systemClock, 64)
    t.teardown(() => thread.close())
    const [bomb, good] = [Buffer.from(`[${'a,'.repeat(1_500_000)}]`), Buffer.from('a: 1')]
    await Promise.all([thread.read(bomb, ann), thread.read(good, ann)])
    t.throws(() => parseYamlBody(bomb), { code: 413, reason: 'RequestEntityTooLarge' })
    t.strictSame({ ...(parseYamlBody(good).value as object) }, { a: 1 })
  },
)

t.test('users take turns, and disconnected clients are skipped', async (t) => {
  const thread = yamlThread(systemClock)
  t.teardown(() => thread.close())
  const ended: string[] = []
  const read = async (user: string, of = caller(user)) => {
    await thread.read(Buffer.from(`a: ${'x'.repeat(20_000)}`), of)
    ended.push(user)
  }
  const gone = new AbortController()
  const all = ['mallory', 'mallory', 'mallory', 'bob', 'bob', 'carol'].map((user) => read(user))
  const left = read('dan', { user: { name: 'dan' }, signal: gone.signal })
  gone.abort(new Error('gone'))
  await t.rejects(left, { message: 'gone' })
  await Promise.all(all)
  t.strictSame(ended, ['mallory', 'mallory', 'bob', 'carol', 'mallory', 'bob'])
})

t.test('a body whose thread closes before parsing it gets a 503', async (t) => {
  const thread = yamlThread(systemClock)
  const body = Buffer.from('a: 1')
  const reading = thread.read(body, ann)
  await thread.close()
  await reading
  t.throws(() => parseYamlBody(body), { code: 503 })
  t.equal(patchJson(patchReader(body, true), body), '"a: 1"', 'the audit log gets a string')
})

t.test('large YAML in requests is parsed', async (t) => {
  const lab = await startServer(t)
  const send = (method: string, path: string, type: string, body: string) =>
    lab.request(method, path, { headers: { 'content-type': type }, body })
  const made = await send('POST', CONFIG_MAPS, 'application/yaml', configMap('made'))
  t.equal(made.code, 201)
  t.equal(made.body.data.key3999, '3999')
  const applied = await send(
    'PATCH',
    `${CONFIG_MAPS}/applied?fieldManager=test`,
    'application/apply-patch+yaml',
    configMap('applied'),
  )
  t.equal(applied.code, 201)
  const broken = await send('POST', CONFIG_MAPS, 'application/yaml', `${configMap('x')}  - a\n`)
  t.equal(broken.code, 400)
  t.match(broken.body.message, /unrecognized .*: yaml: line 400\d: /)
})

t.test('nesting of YAML in requests is limited', async (t) => {
  const lab = await startServer(t)
  const send = (method: string, path: string, type: string, depth: number) =>
    lab.request(method, path, {
      headers: { 'content-type': type },
      body: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: deep}\nx: ${'['.repeat(depth)}${']'.repeat(depth)}\n`,
    })
  const post = (depth: number) => send('POST', CONFIG_MAPS, 'application/yaml', depth)
  t.equal((await post(499)).code, 201)
  t.match((await post(501)).body.message, 'yaml: line 4: exceeded max depth of 500')
  const path = `${CONFIG_MAPS}/deep?fieldManager=test`
  t.match((await send('PATCH', path, 'application/apply-patch+yaml', 501)).body, {
    code: 400,
    message:
      'error decoding YAML: error converting YAML to JSON: yaml: line 4: exceeded max depth of 500',
  })
})

t.test('each duplicate key gets a warning', async (t) => {
  const lab = await startServer(t)
  const warned = async (method: string, path: string, type: string) => {
    const body =
      'apiVersion: v1\nkind: ConfigMap\nkind: ConfigMap\nmetadata: {name: twice}\ndata:\n  a: x\n  a: z\n'
    const { headers } = await lab.request(method, path, { headers: { 'content-type': type }, body })
    return headers['warning']
  }
  const warnings =
    '299 - "line 3: key \\"kind\\" already set in map", 299 - "line 7: key \\"a\\" already set in map"'
  t.equal(await warned('POST', CONFIG_MAPS, 'application/yaml'), warnings)
  const apply = `${CONFIG_MAPS}/twice?fieldManager=test`
  t.equal(await warned('PATCH', apply, 'application/apply-patch+yaml'), warnings)
})
