/** Cases that the recordings `csr-signers` do not cover. */
import t from 'tap'
import { OID } from '../../src/ca/oid.ts'
import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBELET_SERVING_SIGNER,
  LEGACY_UNKNOWN_SIGNER,
} from '../../src/apis/certificates.ts'
import { BUILT_IN_SIGNERS, type BuiltInSigner, unmetRules } from '../../src/ca/signers.ts'
import {
  attribute,
  dns,
  email,
  extensionRequest,
  ip,
  name,
  request,
  subjectAltName,
  uri,
  utf8,
} from './builders.ts'

interface Node {
  organizations?: string[]
  commonName?: string
  names?: Buffer[]
}

const check = (
  signer: BuiltInSigner,
  { organizations = ['system:nodes'], commonName = 'system:node:a', names = [] }: Node,
  usages: string[],
) => {
  const subject = name(...organizations.map((each) => [attribute(OID.organization, utf8(each))]), [
    attribute(OID.commonName, utf8(commonName)),
  ])
  const attributes = names.length > 0 ? [extensionRequest(subjectAltName(...names))] : []
  return unmetRules(signer, request({ subject, attributes }), usages)[0]?.problem
}

t.test('there are four built-in signers', async (t) => {
  t.same([...BUILT_IN_SIGNERS].sort(), [
    'kubernetes.io/kube-apiserver-client',
    'kubernetes.io/kube-apiserver-client-kubelet',
    'kubernetes.io/kubelet-serving',
    'kubernetes.io/legacy-unknown',
  ])
})

t.test('kubelet-serving checks organization, names, usages and common name', async (t) => {
  const usages = ['digital signature', 'server auth']
  const names = [dns('a')]
  const cases: [string, Node, string[], string | undefined][] = [
    ['with a DNS name', { names }, usages, undefined],
    ['with an address', { names: [ip(10, 0, 0, 1)] }, usages, undefined],
    ['with key encipherment', { names }, ['key encipherment', ...usages], undefined],
    ['with usages twice', { names }, [...usages, ...usages], undefined],
    ['with an empty node name', { names, commonName: 'system:node:' }, usages, undefined],
    [
      'without organization',
      { names, organizations: [] },
      usages,
      'subject organization is not system:nodes',
    ],
    [
      'with another organization',
      { names, organizations: ['system:node'] },
      usages,
      'subject organization is not system:nodes',
    ],
    [
      'with an additional organization',
      { names, organizations: ['system:nodes', 'x'] },
      usages,
      'subject organization is not system:nodes',
    ],
    ['without names', {}, usages, 'DNS or IP subjectAltName is required'],
    [
      'without server auth',
      { names },
      ['digital signature'],
      'usages did not match [digital signature key encipherment server auth]',
    ],
    [
      'with client auth',
      { names },
      [...usages, 'client auth'],
      'usages did not match [digital signature key encipherment server auth]',
    ],
    [
      'with another common name',
      { names, commonName: 'a' },
      usages,
      'subject common name does not begin with system:node:',
    ],
    [
      'with two errors, usages come first',
      { names, commonName: 'a' },
      [],
      'usages did not match [digital signature key encipherment server auth]',
    ],
  ]
  for (const [what, node, wanted, problem] of cases)
    t.equal(check(KUBELET_SERVING_SIGNER, node, wanted), problem, what)
})

t.test('kube-apiserver-client-kubelet checks subject and usages, and allows no SAN', async (t) => {
  const usages = ['client auth', 'digital signature']
  const mismatch = 'usages did not match [client auth digital signature key encipherment]'
  const cases: [string, Node, string[], string | undefined][] = [
    ['without names', {}, usages, undefined],
    ['with key encipherment', {}, [...usages, 'key encipherment'], undefined],
    [
      'without organization',
      { organizations: [] },
      usages,
      'subject organization is not system:nodes',
    ],
    [
      'with a DNS name',
      { names: [email('a@b'), dns('a')] },
      usages,
      'DNS subjectAltNames are not allowed',
    ],
    [
      'with an e-mail address',
      { names: [ip(1, 2, 3, 4), email('a@b')] },
      usages,
      'Email subjectAltNames are not allowed',
    ],
    [
      'with an address',
      { names: [uri('a://b'), ip(1, 2, 3, 4)] },
      usages,
      'IP subjectAltNames are not allowed',
    ],
    ['with a URI', { names: [uri('a://b')] }, usages, 'URI subjectAltNames are not allowed'],
    [
      'with another common name',
      { commonName: 'x:system:node:' },
      usages,
      'subject common name does not begin with system:node:',
    ],
    [
      'with two errors, the common name comes first',
      { commonName: 'a' },
      [],
      'subject common name does not begin with system:node:',
    ],
    ['without digital signature', {}, ['client auth'], mismatch],
    ['with signing, a synonym of digital signature', {}, ['client auth', 'signing'], mismatch],
  ]
  for (const [what, node, wanted, problem] of cases) {
    t.equal(check(KUBE_APISERVER_CLIENT_KUBELET_SIGNER, node, wanted), problem, what)
  }
})

t.test('the client signer accepts its own usages only', async (t) => {
  const cases: [string[], string | undefined][] = [
    [['client auth'], undefined],
    [['key encipherment', 'client auth', 'digital signature', 'client auth'], undefined],
    [[], 'missing required usage for client certificate: client auth'],
    [['client auth', 'any', 'server auth'], 'invalid usage for client certificate: any'],
    [['cert sign'], 'invalid usage for client certificate: cert sign'],
  ]
  const anyone = {
    organizations: ['dev'],
    commonName: 'jane',
    names: [dns('a'), email('a@b'), uri('a:b')],
  }
  for (const [usages, problem] of cases)
    t.equal(check(KUBE_APISERVER_CLIENT_SIGNER, anyone, usages), problem, usages.join())
})

t.test('the legacy signer accepts an empty common name and the usage "any"', async (t) => {
  t.equal(check(LEGACY_UNKNOWN_SIGNER, { organizations: [], commonName: '' }, ['any']), undefined)
})
