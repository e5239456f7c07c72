import t from 'tap'
import { startServer } from '../../../fixtures/server.ts'

const server = await startServer(t, { kubernetesVersion: 'v1.36.3', signerDelay: '2s' })
const asked = (path: string, accept?: string) =>
  server.get(path, accept === undefined ? {} : { headers: { accept } })

const STATUSZ = 'application/json;g=config.k8s.io;v=v1beta1;as=Statusz'

t.test('a text for people', async (t) => {
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
  // the delimiter is not always the same
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

t.test('JSON and YAML for those who name the kind', async (t) => {
  const { headers, body } = await asked('/statusz', STATUSZ)
  t.equal(headers['content-type'], STATUSZ)
  t.equal(headers.warning, undefined)
  t.match(body, {
    kind: 'Statusz',
    apiVersion: 'config.k8s.io/v1beta1',
    metadata: { name: 'apiserver' },
    startTime: '2030-05-06T07:08:09Z',
    binaryVersion: '1.36.3',
    emulationVersion: '1.36',
  })
  const old = await asked('/flagz', 'application/json;as=Flagz;g=config.k8s.io;v=v1alpha1')
  t.equal(old.body.apiVersion, 'config.k8s.io/v1alpha1')
  t.equal(old.body.flags['signer-delay'], '2s')
  t.equal(
    old.headers.warning,
    '299 - "This version of the flagz endpoint is deprecated. Please use a newer version."',
  )
  const yaml = await asked('/statusz', STATUSZ.replace('json', 'yaml'))
  t.match(yaml.text, 'kind: Statusz\n')
})

t.test('the first clause that can be served counts', async (t) => {
  const codes: [accept: string, type: string][] = [
    ['application/json', '406'],
    ['application/json, text/plain', 'text/plain; charset=utf-8'],
    ['text/plain;v=1', '406'],
    ['text/*', 'text/plain; charset=utf-8'],
    [`text/plain;q=0.5, ${STATUSZ}`, STATUSZ],
    ['*/*;g=config.k8s.io;v=v1beta1;as=Statusz', STATUSZ],
    [STATUSZ.replace('Statusz', 'Flagz'), '406'],
    [STATUSZ.replace('v1beta1', 'v1'), '406'],
    [STATUSZ.replace('config', 'meta'), '406'],
    [`${STATUSZ};stream=watch`, '406'],
  ]
  for (const [accept, wanted] of codes) {
    const { code, headers, body } = await asked('/statusz', accept)
    t.equal(code === 200 ? headers['content-type'] : String(code), wanted, accept)
    if (code === 406) {
      t.equal(
        body.message,
        'only the following media types are accepted: application/json, application/yaml, text/plain',
      )
    }
  }
})

t.test('a page that has no protobuf says so without it', async (t) => {
  const types: [accept: string, type: string][] = [
    ['application/vnd.kubernetes.protobuf', 'application/json'],
    ['application/vnd.kubernetes.protobuf, application/yaml', 'application/yaml'],
    ['image/png', 'application/json'],
  ]
  for (const path of ['/statusz', '/flagz']) {
    for (const [accept, type] of types) {
      const { code, headers } = await asked(path, accept)
      t.strictSame([code, headers['content-type']], [406, type], `${path} ${accept}`)
    }
  }
})

t.test('those who watch the server may ask, where the release has it', async (t) => {
  const watching = { as: { user: 'm', groups: ['system:monitoring'] } }
  t.equal((await server.get('/statusz', watching)).code, 200)
  t.equal((await server.get('/flagz', { as: { user: 'bob' } })).code, 403)
  t.ok((await server.get('/')).body.paths.includes('/flagz'))

  const before = await startServer(t, { kubernetesVersion: 'v1.35' })
  t.equal((await before.get('/statusz')).code, 404)
  t.notOk((await before.get('/')).body.paths.includes('/statusz'))
})
