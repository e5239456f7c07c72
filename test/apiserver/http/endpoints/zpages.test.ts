/** The recording `zpages` in test/golden covers the rest of `/statusz` and `/flagz`. */
import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const server = await startServer(t, { kubernetesVersion: 'v1.36.3', signerDelay: '2s' })
const asked = (path: string, accept?: string) =>
  server.get(path, accept === undefined ? {} : { headers: { accept } })

t.test('the pages are plain text by default', async (t) => {
  server.clock.advance((26 * 3600 + 3 * 60 + 4) * 1000)
  const { code, headers, text } = await asked('/statusz')
  t.equal(code, 200)
  t.equal(headers['content-type'], 'text/plain; charset=utf-8')
  const [, name, warning, , ...lines] = text.split('\n')
  t.equal(name, 'apiserver statusz')
  t.equal(
    warning,
    'Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.',
  )
  // each page has one of four delimiters, at random
  const plain = lines.map((line) => line.replace(/^(\D*?)(: |[:= ]) (?=\S)/, '$1|'))
  t.strictSame(plain, [
    'Started|Mon May  6 07:08:09 UTC 2030',
    'Up|26 hr 03 min 04 sec',
    'Go version|go1.26.0',
    'Binary version|1.36.3',
    'Emulation version|1.36',
    'Paths|/flagz /healthz /livez /metrics /readyz /statusz /version',
    '',
  ])
  const flags = await asked('/flagz', '*/*')
  t.match(flags.text, /^\napiserver flagz\nWarning: [^\n]+\nadvertise-address[=: ]+\naudit-level/)
  t.match(flags.text, /\nsigner-delay(: |[:= ])2s\n/)
})

t.test('the pages reject protobuf and other types with a 406', async (t) => {
  const types = [
    ['application/vnd.kubernetes.protobuf', 'application/json'],
    ['application/vnd.kubernetes.protobuf, application/yaml', 'application/yaml'],
    ['image/png', 'application/json'],
  ] as const
  for (const path of ['/statusz', '/flagz']) {
    for (const [accept, type] of types) {
      const { code, headers } = await asked(path, accept)
      t.strictSame([code, headers['content-type']], [406, type], `${path} ${accept}`)
    }
  }
})

t.test('since 1.36, the pages exist and are listed at /', async (t) => {
  t.ok((await server.get('/')).body.paths.includes('/flagz'))
  const before = await startServer(t, { kubernetesVersion: 'v1.35' })
  t.equal(await before.code('/statusz'), 404)
  t.notOk((await before.get('/')).body.paths.includes('/statusz'))
})
