import t, { type Test } from 'tap'
import { pods } from '../../../../src/resources/core/pod/resource.ts'
import { releaseOf } from '../../../../src/apimachinery/release/known-releases.ts'
import { Shelf } from '../../shelf.ts'

const shelf = new Shelf(pods, releaseOf('v1.37'))

const errorsOf = (...sources: object[]) =>
  shelf
    .errorsOfSpec({
      containers: [{ name: 'c', image: 'i' }],
      volumes: [{ name: 'v', projected: { sources } }],
    })
    .map((text) => text.replace('spec.volumes[0].projected', ''))

/** Checks that `errors` match all found errors; strings match whole texts. */
const isMatch = (t: Test, found: string[], errors: readonly (string | RegExp)[]) => {
  t.match(found, errors)
  const matched = found.map((text, i) => (typeof errors[i] === 'string' ? text : errors[i]))
  t.same(matched, errors)
}

t.test("a token's lifetime and path are validated", async (t) => {
  t.same(errorsOf({ serviceAccountToken: { path: 'token' } }), [])
  t.same(
    errorsOf(
      { serviceAccountToken: { path: '', expirationSeconds: 5 } },
      { serviceAccountToken: { path: '/abs', expirationSeconds: 5_000_000_000 } },
    ),
    [
      '.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
      '.path: Required value',
      '.sources[1].serviceAccountToken.expirationSeconds: Invalid value: 5000000000: may not specify a duration larger than 2^32 seconds',
      '.path: Invalid value: "/abs": must be a relative path',
    ],
  )
})

t.test("a trust bundle's path and its selection by name or signer are validated", async (t) => {
  const bundle = (source: object) =>
    errorsOf({ clusterTrustBundle: { path: 'ca.crt', ...source } }).map((text) =>
      text.replace('.sources[0].clusterTrustBundle', ''),
    )
  const signerName = 'example.com/shop'
  const labelSelector = { matchLabels: { trust: 'live' } }
  for (const [source, ...errors] of [
    [{ name: 'example.com:shop:new' }],
    [{ signerName, labelSelector }],
    [{}, /^: Required value: either name or signerName must be specified$/],
    [
      { name: 'a', signerName },
      /^: Invalid value: .*: only one of name and signerName may be used$/,
    ],
    [
      { name: 'a', labelSelector },
      /^\.labelSelector: Invalid value: .*: labelSelector must be unset if name is specified$/,
    ],
    [{ name: 'A' }, /^\.name: Invalid value: "A": not a valid clustertrustbundlename/],
    [{ name: '' }, /^\.name: Required value: must be a valid object name$/, /^\.name/],
    [{ signerName: 'shop' }, /^\.signerName: Invalid value: "shop": must be a fully qualified/],
    [
      { signerName: '' },
      /^\.signerName: Required value: must be a valid signer name$/,
      /^\.signerName: Required value$/,
    ],
    [
      { signerName, labelSelector: { matchLabels: { 'a b': '' } } },
      /^\.labelSelector\.matchLabels: Invalid value: "a b": /,
    ],
    [{ signerName, path: '' }, '.path: Required value'],
    [{ signerName, path: 'a/../b' }, '.path: Invalid value: "a/../b": must not contain \'..\''],
    [{ signerName, path: '..a' }, '.path: Invalid value: "..a": must not start with \'..\''],
  ] as const)
    isMatch(t, bundle(source), errors)
})

t.test("a pod certificate's fields are validated", async (t) => {
  const certificate = (source: object) =>
    errorsOf({
      podCertificate: {
        signerName: 'example.com/shop',
        keyType: 'ECDSAP256',
        credentialBundlePath: 'bundle.pem',
        ...source,
      },
    }).map((text) => text.replace('.sources[0].podCertificate', ''))
  for (const [source, ...errors] of [
    [{ maxExpirationSeconds: 7200, userAnnotations: { 'example.com/a': '1' } }],
    [{ signerName: 'shop' }, /^\.signerName: Invalid value: "shop": must be a /],
    [
      { keyType: 'RSA1024' },
      '.keyType: Unsupported value: "RSA1024": supported values: "RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"',
    ],
    [
      { maxExpirationSeconds: 60 },
      '.maxExpirationSeconds: Invalid value: 60: if provided, maxExpirationSeconds must be >= 3600',
    ],
    [
      { maxExpirationSeconds: 7_862_401 },
      '.maxExpirationSeconds: Invalid value: 7862401: if provided, maxExpirationSeconds must be <= 7862400',
    ],
    [
      { signerName: 'kubernetes.io/kube-apiserver-client-pod', maxExpirationSeconds: 86_401 },
      '.maxExpirationSeconds: Invalid value: 86401: if provided, maxExpirationSeconds must be <= 86400',
    ],
    [{ userAnnotations: { a: '1' } }, /^\.userAnnotations: Invalid value: "a"/],
    [
      { credentialBundlePath: '', keyPath: '../key' },
      '.keyPath: Invalid value: "../key": must not contain \'..\'',
    ],
    [
      { credentialBundlePath: '' },
      ': Required value: specify at least one of credentialBundlePath, keyPath, and certificateChainPath',
    ],
  ] as const)
    isMatch(t, certificate(source), errors)
})

t.test('trust bundles and pod certificates are dropped if their gates are off', async (t) => {
  const sources = [
    { clusterTrustBundle: { name: 'a', path: 'ca.crt' } },
    { podCertificate: { signerName: 'example.com/shop', keyType: 'ED25519', keyPath: 'key' } },
    { configMap: { name: 'c' } },
  ]
  const spec = {
    containers: [{ name: 'c', image: 'i' }],
    volumes: [
      { name: 'v', projected: { sources } },
      { name: 'w', emptyDir: {} },
    ],
  }
  const kept = (version: string) =>
    new Shelf(pods, releaseOf(version)).create({ spec }).object.spec.volumes?.[0]?.projected
      ?.sources
  t.same(kept('v1.36'), [{}, {}, { configMap: { name: 'c' } }])
  t.same(kept('v1.37'), sources)
})
