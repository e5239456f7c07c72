import t from 'tap'
import { secrets } from '../../../src/resources/core/secret/resource.ts'
import { Shelf } from '../shelf.ts'
import { base64 } from '../../fixtures/builders.ts'

const shelf = new Shelf(secrets)

t.test('stringData is merged into data, and takes precedence', async (t) => {
  const secret = shelf.stored({
    data: { c: base64('1'), a: base64('2') },
    stringData: { b: 'é', c: '3' },
  })
  t.same(secret, {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name: 'x', namespace: 'default' },
    data: { a: base64('2'), b: base64('é'), c: base64('3') },
    type: 'Opaque',
  })
  t.same(Object.keys(secret.data ?? {}), ['a', 'b', 'c'])
  const odd = shelf.stored({ stringData: { ['__proto__']: 'p', constructor: 'c' } })
  t.same(Object.entries(odd.data ?? {}), [
    ['__proto__', base64('p')],
    ['constructor', base64('c')],
  ])
})

t.test('most built-in types require certain keys', async (t) => {
  for (const [type, stringData, ...errors] of [
    ['example.com/any', {}],
    ['bootstrap.kubernetes.io/token', {}],
    ['kubernetes.io/tls', {}, 'data[tls.crt]: Required value', 'data[tls.key]: Required value'],
    ['kubernetes.io/tls', { 'tls.crt': '', 'tls.key': '' }],
    [
      'kubernetes.io/basic-auth',
      {},
      'data[username]: Required value',
      'data[password]: Required value',
    ],
    ['kubernetes.io/basic-auth', { password: 'x' }],
    ['kubernetes.io/ssh-auth', { 'ssh-privatekey': '' }, 'data[ssh-privatekey]: Required value'],
    ['kubernetes.io/dockercfg', {}, 'data[.dockercfg]: Required value'],
    ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': '{}' }],
    [
      'kubernetes.io/dockerconfigjson',
      { '.dockerconfigjson': 'x' },
      'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character \'x\' looking for beginning of value',
    ],
    [
      'kubernetes.io/dockercfg',
      { '.dockercfg': '["x"]' },
      'data[.dockercfg]: Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    ['kubernetes.io/dockercfg', { '.dockercfg': 'null' }],
    [
      'kubernetes.io/service-account-token',
      {},
      'metadata.annotations[kubernetes.io/service-account.name]: Required value',
    ],
  ] as const) {
    t.same(
      shelf.errorsOf({ type, stringData }),
      errors,
      `${type} ${Object.keys(stringData).join()}`,
    )
  }
  const annotations = { 'kubernetes.io/service-account.name': 'default' }
  t.same(
    shelf.errorsOf({
      type: 'kubernetes.io/service-account-token',
      metadata: { name: 'x', annotations },
    }),
    [],
  )
})

t.test('keys are validated, and the size is limited', async (t) => {
  t.match(shelf.errorsOf({ data: { 'a/b': '' } }), [/^data\[a\/b\]: Invalid value: "a\/b": /])
  const data = { a: Buffer.alloc(1_048_577).toString('base64') }
  t.same(shelf.errorsOf({ data }), ['data: Too long: may not be more than 1048576 bytes'])
})

t.test('a TLS secret without a valid key pair gets a warning', async (t) => {
  const data = { 'tls.crt': base64('x'), 'tls.key': base64('y') }
  const warning = 'tls: failed to find any PEM data in certificate input'
  t.same(shelf.warnings({ type: 'kubernetes.io/tls', data }), [warning])
  t.same(shelf.warnings({ type: 'example.com/tls', data }), [])
  const old = shelf.stored({ type: 'kubernetes.io/tls', data })
  t.same(shelf.warnings({ type: 'kubernetes.io/tls', data }, old), [warning])
})
