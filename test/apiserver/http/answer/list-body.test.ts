import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { jsonToYaml } from '../../../../src/apimachinery/text/yaml/read.ts'
import type { AnswerForm } from '../../../../src/apiserver/http/answer/form.ts'
import { joinedList, storedPieces } from '../../../../src/apiserver/http/answer/list-body.ts'
import type { ServedResource } from '../../../../src/apiserver/http/served.ts'
import type { Row } from '../../../../src/storage/store.ts'
import { startServer } from '../../../fixtures/server.ts'
import { secret } from '../paths.ts'
import { until } from '../../../fixtures/waits.ts'
import { times } from '../../../fixtures/times.ts'

const lab = await startServer(t)
const full = `${await lab.namespace('full')}/secrets`
const empty = `${await lab.namespace('empty')}/secrets`
const EVENTS = '/apis/events.k8s.io/v1/namespaces/full/events'
const YAML = { accept: 'application/yaml' }
const as = (kind: string, mediaType = 'application/json'): Record<string, string> => ({
  accept: `${mediaType};as=${kind};v=v1;g=meta.k8s.io`,
})

const ODD = ['items: []', '"items":[]', '\nrows: []\n', 'a\n\n  b\n', ' ', '', 'x'.repeat(200)]
for (const [i, value] of ODD.entries()) {
  const bytes = Buffer.from(value).toString('base64')
  await lab.create(full, { ...secret(`s${i}`, { colour: 'blue' }), data: { value: bytes } })
}
await lab.create('/api/v1/namespaces/full/configmaps', {
  metadata: { name: 'odd', annotations: { rows: '\nrows: []\n', items: '\nitems: []\n' } },
  data: Object.fromEntries(ODD.map((value, i) => [`k${i}`, value])),
})
await lab.create('/api/v1/namespaces/full/events', {
  metadata: { name: 'e1' },
  involvedObject: { kind: 'Secret', name: 's0', namespace: 'full' },
  message: 'two\nlines',
  reason: 'Because',
  type: 'Normal',
  firstTimestamp: '2026-01-02T03:04:05Z',
  lastTimestamp: '2026-01-02T03:04:05Z',
})

const LISTS = [full, empty, '/api/v1/namespaces/full/configmaps', EVENTS]

t.test('a list is the same in JSON, indented JSON and YAML', async (t) => {
  for (const path of LISTS) {
    for (const form of ['', 'Table', 'PartialObjectMetadataList']) {
      const headers = form === '' ? {} : as(form)
      const { body: json, text } = await lab.get(path, { headers })
      t.equal(text, `${JSON.stringify(json)}\n`, `${path} ${form}`)
      const pretty = await lab.get(`${path}?pretty=1`, { headers })
      t.equal(pretty.text, JSON.stringify(json, null, 2), `${path} ${form} indented`)
      const yaml = await lab.get(path, {
        headers: form === '' ? YAML : as(form, 'application/yaml'),
      })
      t.equal(yaml.text, jsonToYaml(json), `${path} ${form} in YAML`)
    }
  }
})

t.test('a page of a list is the same in JSON and YAML', async (t) => {
  const { body: json } = await lab.get(`${full}?limit=2`)
  t.equal(json.items.length, 2)
  t.equal((await lab.get(`${full}?limit=2`, { headers: YAML })).text, jsonToYaml(json))
})

t.test('a list of stored objects is copied in portions of some megabytes', async (t) => {
  const served = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    group: '',
    storageForm: true,
    registry: { resource: { kind: 'ConfigMap' } },
  } as unknown as ServedResource
  const item = (data: string) => `"metadata":{},"data":{"a":"${data}"}}`
  const rows = times(20, (i) => {
    const value = Buffer.from(
      `{"kind":"ConfigMap","apiVersion":"v1",${item(`${i}`.repeat(500_000))}`,
    )
    return { key: `${i}`, value, revision: i }
  })
  const form = { mediaType: 'application/json', as: undefined, pretty: false } as AnswerForm
  const listed = (some: readonly Row[]): { turns: number; json: unknown } => {
    const pieces = storedPieces(served, some, { resourceVersion: '9' }, form)!
    const steps = joinedList(pieces)
    for (let turns = 1; ; turns++) {
      const { done, value } = steps.next()
      if (done !== true) continue
      t.equal(value.length, pieces.bytes)
      return { turns, json: JSON.parse(String(value)) }
    }
  }
  const { turns, json } = listed(rows)
  t.equal(turns, 2)
  const head = { kind: 'ConfigMapList', apiVersion: 'v1', metadata: { resourceVersion: '9' } }
  const items = rows.map((_, i) => ({ metadata: {}, data: { a: `${i}`.repeat(500_000) } }))
  t.ok(isDeepStrictEqual(json, { ...head, items }))
  t.match(listed(rows.slice(0, 1)), { turns: 1, json: { ...head, items: items.slice(0, 1) } })
  t.strictSame(listed([]), { turns: 1, json: { ...head, items: [] } })
})

t.test('a list of many megabytes is complete', async (t) => {
  const path = '/api/v1/namespaces/empty/configmaps'
  const data = { a: 'x'.repeat(900_000) }
  for (let i = 0; i < 6; i++) await lab.create(path, { metadata: { name: `big${i}` }, data })
  const { body: json, headers, bytes } = await lab.get(path)
  t.equal(json.items.filter(({ data }: any) => data.a?.length === 900_000).length, 6)
  t.equal(headers['content-length'], String(bytes.length))
  t.ok(bytes.length > 5_000_000)
  t.equal((await lab.get(path, { headers: YAML })).text, jsonToYaml(json))
  t.equal((await lab.get('/readyz')).text, 'ok')
})

t.test("a list slower than its client's timeout gets a 504", async (t) => {
  // 9,000 terms, which match every object, make the list slow
  const terms = times(9_000, (i) => `!x${i}`).join(',')
  const path = `/api/v1/namespaces/empty/configmaps?labelSelector=${terms}`
  t.equal((await lab.get(path)).body.items.length, 7, 'the list is complete without a timeout')
  const asked = lab.get(`${path}&timeout=1s`)
  await until(() => lab.clock.waiting.includes(1000))
  lab.clock.advance(1000)
  t.equal((await asked).code, 504)
  t.equal((await lab.get('/readyz')).text, 'ok')
})
