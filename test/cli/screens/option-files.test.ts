import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readStart as read } from '../../fixtures/command.ts'
import { readOptionFiles } from '../../../src/cli/option-files.ts'
import { OptionsError } from '../../../src/server/options-error.ts'

const dir = t.testdir({
  'a.crt': 'certificate',
  'a.key': 'key',
  'b.crt': 'other certificate',
  'b.key': 'other key',
  passphrase: '열려라 참깨\r\nsecond line\n',
})
const path = (name: string) => join(dir, name)

t.test('the root CA is read from its files', async (t) => {
  t.match(readOptionFiles({ 'ca-cert': path('a.crt'), 'ca-key': path('a.key') }), {
    ca: { certificate: 'certificate', key: 'key', passphrase: undefined },
    signingCa: undefined,
    signerCas: {},
    files: { 'ca-cert': path('a.crt') },
  })
  t.equal(
    readOptionFiles({
      'ca-cert': path('a.crt'),
      'ca-key': path('a.key'),
      'ca-key-passphrase-file': path('passphrase'),
    }).ca?.passphrase,
    '열려라 참깨',
    'the passphrase is the first line',
  )
  t.same(readOptionFiles({}), { files: {}, signerCas: {} })
})

t.test('each signer flag applies to its signer', async (t) => {
  const pem = { certificate: 'certificate', key: 'key' }
  for (const [flag, signer] of [
    ['kubelet-serving', 'kubernetes.io/kubelet-serving'],
    ['kubelet-client', 'kubernetes.io/kube-apiserver-client-kubelet'],
    ['kube-apiserver-client', 'kubernetes.io/kube-apiserver-client'],
    ['legacy-unknown', 'kubernetes.io/legacy-unknown'],
  ] as const) {
    const { signerCas } = readOptionFiles({
      [`cluster-signing-${flag}-cert-file`]: path('a.crt'),
      [`cluster-signing-${flag}-key-file`]: path('a.key'),
    })
    t.same(signerCas, { [signer]: pem })
  }
  t.same(
    readOptionFiles({
      'cluster-signing-cert-file': path('a.crt'),
      'cluster-signing-key-file': path('a.key'),
      'client-ca-file': path('b.crt'),
    }),
    {
      signingCa: pem,
      signerCas: {},
      clientCa: 'other certificate',
      files: {
        'cluster-signing-cert-file': path('a.crt'),
        'cluster-signing-key-file': path('a.key'),
        'client-ca-file': path('b.crt'),
      },
    },
  )
})

t.test('unreadable and incomplete options are rejected in one sentence', async (t) => {
  mkdirSync(path('folder'), { recursive: true })
  const cases = [
    [
      { 'ca-cert': path('none'), 'ca-key': path('a.key') },
      `--ca-cert ${path('none')} cannot be read: there is no such file.`,
    ],
    [
      { 'ca-cert': path('a.crt'), 'ca-key': path('folder') },
      `--ca-key ${path('folder')} cannot be read: it is a folder.`,
    ],
    [
      { 'client-ca-file': path('none') },
      `--client-ca-file ${path('none')} cannot be read: there is no such file.`,
    ],
    [{ 'ca-cert': path('a.crt') }, '--ca-cert needs --ca-key: a CA is a certificate and its key.'],
    [{ 'ca-key': path('a.key') }, '--ca-key needs --ca-cert: a CA is a certificate and its key.'],
    [
      { 'ca-key-passphrase-file': path('passphrase') },
      '--ca-key-passphrase-file needs --ca-cert: a CA is a certificate and its key.',
    ],
    [
      { 'cluster-signing-kubelet-serving-key-file': path('a.key') },
      '--cluster-signing-kubelet-serving-key-file needs --cluster-signing-kubelet-serving-cert-file: a CA is a certificate and its key.',
    ],
  ] as const
  for (const [files, message] of cases) {
    t.throws(() => readOptionFiles(files), new OptionsError(message))
  }
})

t.test('files can be named by flags or in the environment', async (t) => {
  const { files } = read(['--ca-cert', 'a.crt', '--client-ca-file='], {
    CSRLAB_CA_CERT: 'other.crt',
    CSRLAB_CA_KEY: 'a.key',
    CSRLAB_CLUSTER_SIGNING_KUBELET_CLIENT_CERT_FILE: 'k.crt',
    CSRLAB_CLIENT_CA_FILE: 'c.crt',
  })
  t.same(files, {
    'ca-cert': 'a.crt',
    'ca-key': 'a.key',
    'cluster-signing-kubelet-client-cert-file': 'k.crt',
  })
})
