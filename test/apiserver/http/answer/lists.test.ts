import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import { startServer, type TestServer } from '../../../fixtures/server.ts'
import { secret, SECRETS, CSRS } from '../paths.ts'
import { until } from '../../../fixtures/waits.ts'

const names = ({ items }: { items: { metadata: { name: string } }[] }): string[] =>
  items.map(({ metadata }) => metadata.name)

/** Five secrets in a namespace of their own. */
const five = async (lab: TestServer, namespace: string): Promise<string> => {
  const at = `${await lab.namespace(namespace)}/secrets`
  for (const name of ['c', 'a', 'e', 'b', 'd']) {
    await lab.create(at, secret(name, { half: name < 'c' ? 'first' : 'second' }))
  }
  return at
}

void t.test('lists', async (t) => {
  const lab = await startServer(t)
  const at = await five(lab, 'lists')

  await t.test('are sorted, and their items carry no kind', async (t) => {
    const { body: json } = await lab.get(at)
    t.equal(json.kind, 'SecretList')
    t.equal(json.apiVersion, 'v1')
    t.strictSame(names(json), ['a', 'b', 'c', 'd', 'e'])
    t.notOk(json.items.some((item: object) => 'kind' in item || 'apiVersion' in item))
    t.strictSame(Object.keys(json.metadata), ['resourceVersion'])
  })

  await t.test('have their fields in the order of Go', async (t) => {
    const orders = await lab.namespace('orders')
    const body = { immutable: true, data: { a: 'Yg==' }, metadata: { name: 'a' } }
    for (const [resource, rest] of [
      ['secrets', ['type']],
      ['configmaps', []],
    ] as const) {
      const made = await lab.post(`${orders}/${resource}`, body)
      t.strictSame(
        [...made.text.matchAll(/"(metadata|immutable|data|type)":/g)].map(([, name]) => name),
        ['metadata', 'immutable', 'data', ...rest],
        resource,
      )
    }
  })

  await t.test('of nothing have items all the same', async (t) => {
    t.match((await lab.get(CSRS)).text, /"items":\[\]/)
    t.strictSame((await lab.get('/api/v1/namespaces/nowhere/secrets')).body.items, [])
  })

  await t.test('of nothing have null for rows, of kinds without a printer', async (t) => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    const empty = await lab.namespace('no-rows')
    const rbac = empty.replace('/api/v1', '/apis/rbac.authorization.k8s.io/v1')
    const rowsOf = async (path: string): Promise<unknown> =>
      (await lab.get(path, { headers: { accept } })).body.rows
    t.equal(await rowsOf(`${rbac}/roles`), null)
    const clusterRoles = '/apis/rbac.authorization.k8s.io/v1/clusterroles'
    t.equal(await rowsOf(`${clusterRoles}?labelSelector=none`), null)
    t.strictSame(await rowsOf(`${rbac}/rolebindings`), [])
    t.strictSame(await rowsOf(`${empty}/secrets`), [])
  })

  await t.test('come in chunks of one snapshot', async (t) => {
    const first = (await lab.get(`${at}?limit=2`)).body
    t.strictSame(names(first), ['a', 'b'])
    t.equal(first.metadata.remainingItemCount, 3)
    await lab.create(at, secret('bb'))
    await lab.request('DELETE', `${at}/d`)
    const token = encodeURIComponent(first.metadata.continue)
    const second = (await lab.get(`${at}?limit=2&continue=${token}`)).body
    t.strictSame(names(second), ['c', 'd'], 'as it was')
    t.equal(second.metadata.resourceVersion, first.metadata.resourceVersion)
    t.equal(second.metadata.remainingItemCount, 1)
    const last = (
      await lab.get(`${at}?limit=2&continue=${encodeURIComponent(second.metadata.continue)}`)
    ).body
    t.strictSame(names(last), ['e'])
    t.strictSame(Object.keys(last.metadata), ['resourceVersion'])
    const table = await lab.get(`${at}?limit=2&continue=${token}`, {
      headers: {
        accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
      },
    })
    t.strictSame(
      table.body.rows.map(({ cells }: { cells: string[] }) => cells[0]),
      ['c', 'd'],
    )
    t.ok(table.body.metadata.continue)
  })

  await t.test('with selectors do not tell how many follow', async (t) => {
    const { body: json } = await lab.get(`${at}?limit=1&labelSelector=half%3Dsecond`)
    t.strictSame(names(json), ['c'])
    t.ok(json.metadata.continue)
    t.notOk('remainingItemCount' in json.metadata)
    const rest = await lab.get(
      `${at}?labelSelector=half%3Dsecond&continue=${encodeURIComponent(json.metadata.continue)}`,
    )
    t.strictSame(names(rest.body), ['e'])
  })

  await t.test('are chosen by labels and fields', async (t) => {
    for (const [query, expected] of [
      ['labelSelector=half in (first)', 'a b'],
      ['labelSelector=half!=first', 'bb c e'],
      ['labelSelector=!half', 'bb'],
      ['labelSelector=half,half notin (second)', 'a b'],
      ['fieldSelector=metadata.name=c', 'c'],
      ['fieldSelector=metadata.name!=c,metadata.namespace=lists&labelSelector=half=second', 'e'],
      ['fieldSelector=metadata.name=c&labelSelector=half=first', ''],
      ['labelSelector=', 'a b bb c e'],
      ['limit=0', 'a b bb c e'],
      ['limit=-1', 'a b bb c e'],
      ['limit=2&limit=1', 'a b'],
    ] as const) {
      const { body: json } = await lab.get(`${at}?${encodeURI(query).replaceAll('!', '%21')}`)
      t.equal(names(json).join(' '), expected, query)
    }
  })

  await t.test('that cannot be', async (t) => {
    const list = 'ListOptions.meta.k8s.io "" is invalid: '
    for (const [query, code, message] of [
      ['limit=abc', 400, 'strconv.ParseInt: parsing "abc": invalid syntax'],
      ['limit=9223372036854775808', 400, 'value out of range'],
      ['limit=', 400, 'strconv.ParseInt: parsing "": invalid syntax'],
      ['limit=1.5', 400, 'strconv.ParseInt: parsing "1.5": invalid syntax'],
      ['timeoutSeconds=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
      ['labelSelector=a%20b', 400, 'unable to parse requirement'],
      ['fieldSelector=spec.x%3D1', 400, 'field label not supported: spec.x'],
      ['fieldSelector=a', 400, "invalid selector: 'a'; can't understand 'a'"],
      [
        'resourceVersion=abc',
        400,
        'invalid resource version: resourceVersion: Invalid value: "abc": ',
      ],
      ['continue=abc', 400, 'continue key is not valid'],
      ['continue=abc&resourceVersion=5', 400, 'continue key is not valid'],
      ['resourceVersionMatch=Exact', 422, `${list}resourceVersionMatch: Forbidden: `],
      [
        'resourceVersion=0&resourceVersionMatch=Exact',
        422,
        `${list}resourceVersionMatch: Forbidden: `,
      ],
      [
        'resourceVersion=2&resourceVersionMatch=x',
        422,
        `${list}resourceVersionMatch: Unsupported value`,
      ],
      [
        'sendInitialEvents=true',
        422,
        'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
      ],
    ] as const) {
      const { body: json } = await lab.get(`${at}?${query}`)
      t.equal(json.code, code, query)
      t.match(json.message, message, query)
    }
  })
})

void t.test('lists as of a revision', async (t) => {
  const lab = await startServer(t)
  const at = await five(lab, 'revisions')
  const then = (await lab.get(at)).body.metadata.resourceVersion
  await lab.create(at, secret('f'))
  const now = (await lab.get(at)).body.metadata.resourceVersion
  t.not(then, now)
  for (const [query, count, revision] of [
    ['', 6, now],
    ['?resourceVersion=0', 6, now],
    ['?resourceVersion=0&limit=2', 6, now],
    [`?resourceVersion=${then}`, 6, now],
    [`?resourceVersion=${then}&resourceVersionMatch=NotOlderThan`, 6, now],
    [`?resourceVersion=${then}&resourceVersionMatch=NotOlderThan&limit=2`, 2, now],
    [`?resourceVersion=${then}&limit=10`, 5, then],
    [`?resourceVersion=${then}&resourceVersionMatch=Exact`, 5, then],
    [`?resourceVersion=${then}&resourceVersionMatch=Exact&limit=2`, 2, then],
  ] as const) {
    const { body: json } = await lab.get(`${at}${query}`)
    t.equal(json.items.length, count, query)
    t.equal(json.metadata.resourceVersion, revision, query)
  }
  const old = await lab.get(`${at}?resourceVersion=1&resourceVersionMatch=Exact`)
  t.equal(old.code, 410)
  t.match(old.body, {
    reason: 'Expired',
    message: 'The resourceVersion for the provided list is too old.',
  })
})

void t.test(
  'a token from before what is still known, and the one that goes on from it',
  async (t) => {
    const lab = await startServer(t)
    const at = await five(lab, 'tokens')
    const token = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: 'b\u0000' }))
    const old = await lab.get(`${at}?limit=2&continue=${token.toString('base64url')}`)
    t.equal(old.code, 410)
    t.equal(old.body.reason, 'Expired')
    t.match(
      old.body.message,
      /^The provided continue parameter is too old to display a consistent list/,
    )
    const next = encodeURIComponent(old.body.metadata.continue)
    t.strictSame(names((await lab.get(`${at}?continue=${next}`)).body), ['c', 'd', 'e'])
  },
)

void t.test('a revision that is still to come is waited for', async (t) => {
  const lab = await startServer(t)
  const now = Number((await lab.get(SECRETS)).body.metadata.resourceVersion)
  for (const path of [SECRETS, '/api/v1/namespaces/default']) {
    const before = lab.clock.waiting.length
    const asked = lab.get(`${path}?resourceVersion=${now + 100}`)
    await until(() => lab.clock.waiting.length > before)
    for (let i = 0; i < 70; i += 1) {
      lab.clock.advance(50)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const reply = await asked
    t.equal(reply.code, 504)
    t.match(reply.body, {
      message: `Timeout: Too large resource version: ${now + 100}, current: ${now}`,
      reason: 'Timeout',
      details: { causes: [{ reason: 'ResourceVersionTooLarge' }], retryAfterSeconds: 1 },
    })
    t.equal(reply.headers['retry-after'], '1')
  }
})

/** Secrets whose list is large enough to be packed. */
const createLarge = async (lab: TestServer): Promise<void> => {
  for (let i = 0; i < 3; i += 1) {
    await lab.create(SECRETS, {
      metadata: { name: `big-${i}` },
      stringData: { a: 'x'.repeat(60_000) },
    })
  }
}

void t.test('large answers are packed for those who take it', async (t) => {
  const lab = await startServer(t)
  await createLarge(lab)
  const plain = await lab.get(SECRETS)
  t.equal(plain.headers['content-encoding'], undefined)
  t.equal(Number(plain.headers['content-length']), plain.bytes.length)
  const packed = await lab.get(SECRETS, { headers: { 'accept-encoding': 'br, gzip' } })
  t.equal(packed.headers['content-encoding'], 'gzip')
  t.equal(packed.headers.vary, 'Accept-Encoding')
  t.ok(packed.bytes.length < 10_000)
  t.equal(gunzipSync(packed.bytes).toString(), plain.text)
  const small = await lab.get(`${SECRETS}?limit=1`, { headers: { 'accept-encoding': 'gzip' } })
  t.equal(small.headers['content-encoding'], undefined)
  const watch = await lab.watch(`${SECRETS}?watch=true`, { headers: { 'accept-encoding': 'gzip' } })
  t.equal(watch.message.headers['content-encoding'], undefined)
  t.equal((await watch.next()).object.metadata.name, 'big-0')
  watch.stop()
})

void t.test('the audit log has a list whole that left packed', async (t) => {
  const auditLog = join(t.testdir({}), 'audit.log')
  const lab = await startServer(t, { auditLog, auditLevel: 'RequestResponse' })
  // of Secrets it writes no bodies
  const at = '/api/v1/namespaces/default/configmaps'
  const data = { a: 'x'.repeat(140_000) }
  await lab.create(at, { metadata: { name: 'large' }, data })
  const packed = await lab.get(at, { headers: { 'accept-encoding': 'gzip' } })
  t.equal(packed.headers['content-encoding'], 'gzip')
  const list = JSON.parse(gunzipSync(packed.bytes).toString())
  const logged = (): any =>
    readFileSync(auditLog, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line))
      .find(({ verb, responseObject }) => verb === 'list' && responseObject !== undefined)
  await until(() => logged() !== undefined)
  const metadata = ({ items }: any): object[] => items.map((item: any) => item.metadata)
  t.strictSame(metadata(logged().responseObject), metadata(list))
})
