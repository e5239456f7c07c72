import t from 'tap'
import { bootstrapTokens } from '../../../src/apiserver/authn/bootstrap-tokens.ts'

const API = ['https://kubernetes.default.svc.cluster.local']
const NOW = Date.UTC(2030, 0, 1)
const TOKEN = 'abcdef.0123456789abcdef'

interface Change {
  readonly values?: Record<string, string | undefined>
  readonly type?: string
  readonly deletionTimestamp?: string
}

const secretWith = ({ values = {}, type, deletionTimestamp }: Change) => {
  const texts = {
    'token-id': 'abcdef',
    'token-secret': '0123456789abcdef',
    'usage-bootstrap-authentication': 'true',
    ...values,
  }
  const data: Record<string, string> = Object.create(null)
  for (const [key, value] of Object.entries(texts)) {
    if (value !== undefined) data[key] = Buffer.from(value).toString('base64')
  }
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: {
      name: 'bootstrap-token-abcdef',
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    },
    data,
    type: type ?? 'bootstrap.kubernetes.io/token',
  }
}

const ask = (change: Change, token = TOKEN) =>
  bootstrapTokens({
    clock: { now: () => NOW, after: () => () => undefined },
    find: (name) => (name === 'bootstrap-token-abcdef' ? secretWith(change) : undefined),
  })(token, API)

t.test('a bootstrap token authenticates a bootstrapper, in the groups of its Secret', async (t) => {
  t.strictSame(ask({}), {
    user: { name: 'system:bootstrap:abcdef', groups: ['system:bootstrappers'], extra: {} },
    audiences: API,
  })
  const extra = 'system:bootstrappers:z,system:bootstrappers:a:b-c,system:bootstrappers:z'
  t.match(ask({ values: { 'auth-extra-groups': extra } }), {
    user: {
      groups: ['system:bootstrappers', 'system:bootstrappers:a:b-c', 'system:bootstrappers:z'],
    },
  })
  for (const length of [256, 257]) {
    const long = `system:bootstrappers:${'a'.repeat(length)}`
    t.equal(ask({ values: { 'auth-extra-groups': long } }) !== undefined, length === 256)
  }
})

t.test('a bootstrap token is valid only before the expiration in its Secret', async (t) => {
  for (const [counts, ...expirations] of [
    [true, '2030-01-01T00:00:01Z', '2030-01-01T01:00:00+00:30'],
    [
      false,
      '2030-01-01T00:00:00Z',
      '2029-12-31T23:59:59Z',
      '2031-01-01',
      'tomorrow',
      '2030-13-01T00:00:00Z',
      '2030-02-30T00:00:00Z',
      '2030-01-02T24:00:00Z',
    ],
  ] as const)
    for (const expiration of expirations)
      t.equal(ask({ values: { expiration } }) !== undefined, counts, expiration)
})

t.test('an invalid token or Secret identifies nobody', async (t) => {
  for (const [why, change, token] of [
    ['a secret with an upper-case letter', {}, 'abcdef.0123456789abcdeX'],
    ['another secret', {}, 'abcdef.0123456789abcde0'],
    ['another id', {}, 'fedcba.0123456789abcdef'],
    ['no secret', {}, 'abcdef.'],
    ['a longer token', {}, `${TOKEN}0`],
    ['a trailing newline', {}, `${TOKEN}\n`],
    ['a Secret of another type', { type: 'Opaque' }],
    ['a Secret that is being deleted', { deletionTimestamp: '2029-01-01T00:00:00Z' }],
    ['another id in the Secret', { values: { 'token-id': 'fedcba' } }],
    ['no id in the Secret', { values: { 'token-id': undefined } }],
    ['no secret in the Secret', { values: { 'token-secret': undefined } }],
    ['no usage', { values: { 'usage-bootstrap-authentication': undefined } }],
    ['another value of the usage', { values: { 'usage-bootstrap-authentication': 'True' } }],
    ['a group without the prefix', { values: { 'auth-extra-groups': 'system:masters' } }],
    [
      'a group that ends with a hyphen',
      { values: { 'auth-extra-groups': 'system:bootstrappers:a-' } },
    ],
    [
      'an empty group after a valid one',
      { values: { 'auth-extra-groups': 'system:bootstrappers:a,' } },
    ],
    ['a group with a line break', { values: { 'auth-extra-groups': 'system:bootstrappers:a\n' } }],
  ] as const)
    t.equal(ask(change, token), undefined, why)
})
