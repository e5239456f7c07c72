import t from 'tap'
import { flagValues } from '../../src/server/flag-values.ts'

t.test('flagz shows given and default values, and no secrets', async (t) => {
  const values = flagValues({
    port: 7443,
    dataDir: '/var/lib/csrlab',
    featureGates: { PodCertificateRequest: true, AllBeta: false },
    hints: true,
    clientCa: 'the PEM of a CA',
    encryptionPassphrase: 'secret',
    files: { 'client-ca-file': '/etc/ca.pem' },
  })
  t.match(values, {
    host: '127.0.0.1',
    port: '7443',
    'insecure-port': '',
    'data-dir': '/var/lib/csrlab',
    'in-memory': 'false',
    'feature-gates': 'AllBeta=false,PodCertificateRequest=true',
    hints: 'true',
    'client-ca-file': '/etc/ca.pem',
    'encryption-passphrase-file': '',
    'request-timeout': '1m0s',
  })
  t.notMatch(JSON.stringify(values), /secret|PEM/)
  t.notOk('help' in values)
  t.equal(flagValues({})['in-memory'], 'true')
})
