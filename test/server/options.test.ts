import t from 'tap'
import { type ServerOptions, validateOptions } from '../../src/server/options.ts'

t.test('by default, a cluster is in memory, on a free loopback port', async (t) => {
  t.match(validateOptions({}), {
    host: '127.0.0.1',
    port: 0,
    dataDir: undefined,
    clusterSigningDuration: 365 * 24 * 3600,
    release: { version: 'v1.36.3' },
    logLevel: 'silent',
    caKeyType: 'rsa2048',
  })
})

t.test('unusable values get an error of one sentence that names the option', async (t) => {
  const pem = { certificate: '', key: '' }
  const cases: [ServerOptions, RegExp][] = [
    [{ host: '' }, /^--host /],
    [{ port: -1 }, /^--port is -1/],
    [{ port: 65_536 }, /^--port is 65536/],
    [{ port: 1.5 }, /^--port is 1\.5/],
    [{ maxRequestsInflight: -1 }, /^--max-requests-inflight is -1/],
    [{ maxMutatingRequestsInflight: 0.5 }, /^--max-mutating-requests-inflight is 0\.5/],
    [{ requestTimeout: 'soon' }, /^--request-timeout is "soon", .* like 1m0s or 90s\.$/],
    [{ requestTimeout: '0s' }, /^--request-timeout is 0s/],
    [{ kubernetesVersion: '1.34' }, /^--kubernetes-version is "1\.34"/],
    [{ logLevel: 'loud' as never }, /^--log-level is "loud".*debug/],
    [{ clusterSigningDuration: '1y' }, /^--cluster-signing-duration is "1y"/],
    [{ clusterSigningDuration: '0s' }, /^--cluster-signing-duration is 0s/],
    [{ signerDelay: 'soon' }, /^--signer-delay is "soon"/],
    [{ podCertificateSigner: 'shop' }, /^--pod-certificate-signer is "shop"; write a domain,/],
    [{ controllers: ['*', '-csrsining'] }, /^--controllers: .* did you mean csrsigning\?$/],
    [{ signerDelay: '-1s' }, /^--signer-delay is -1s/],
    [{ clusterSigningDuration: '-1h' }, /^--cluster-signing-duration is -1h/],
    [{ dataDir: '' }, /^--data-dir is empty/],
    [{ insecurePort: 70_000 }, /^--insecure-port is 70000/],
    [{ auditLevel: 'All' as never }, /"All"; use one of None, Metadata, Request, RequestResponse/],
    [
      { signingCa: pem, signerCas: { 'kubernetes.io/kubelet-serving': pem } },
      /^cannot specify --cluster-signing-\{cert,key\}-file and other --cluster-signing-\*-file flags at the same time$/,
    ],
  ]
  for (const [options, message] of cases)
    t.throws(() => validateOptions(options), { name: 'OptionsError', message })
})

t.test('additional server names and the advertised address are validated', async (t) => {
  t.same(validateOptions({ tlsSan: ['*.lab.example.com', 'a', '2001:db8::7'] }).tlsSan, [
    '*.lab.example.com',
    'a',
    '2001:db8::7',
  ])
  for (const name of ['https://x', 'a_b', '-a', 'a-', 'a..b', '', 'x'.repeat(64), 'a.*.b'])
    t.throws(() => validateOptions({ tlsSan: [name] }), /neither a name of a server nor/, name)
  t.throws(() => validateOptions({ advertiseAddress: '0.0.0.0' }), /not an address to connect to/)
  t.throws(() => validateOptions({ advertiseAddress: 'lab' }), /--advertise-address is "lab"/)
})
