import t from 'tap'
import { FLAG_LIST } from '../../src/server/flags.ts'
import { type ClusterOptions, startCluster, startControllers } from '../../src/index.ts'
import { checkOptions, inOptions } from '../../src/library/options.ts'

t.test('unknown options get a suggestion or a full list; options must be an object', async (t) => {
  t.throws(() => checkOptions({ dataDirectory: 'x' }), {
    message: /^there is no field "dataDirectory"; known: host, .*clock$/,
  })
  t.throws(() => checkOptions({ prot: 1 }), {
    message: 'there is no field "prot"; did you mean port?',
  })
  t.throws(() => checkOptions('frozen'), { message: /^give the options of a cluster as an object/ })
  t.throws(() => checkOptions([]), { message: /as an object/ })
  t.throws(() => checkOptions(null), { message: /as an object/ })
  t.doesNotThrow(() => checkOptions({}))
})

t.test('the error for invalid options says what to write instead', async (t) => {
  const wrong: [object, string | RegExp][] = [
    [{ port: '6443' }, 'port: write a whole number from 0 to 65535, not "6443"'],
    [{ host: 5 }, 'host: write a text such as "127.0.0.1", not 5'],
    [{ hints: 'shrot' }, 'hints: write one of true, false, short, full, not "shrot"'],
    [{ tlsSan: 'a.example.com' }, 'tlsSan: write a list, not "a.example.com"'],
    [{ featureGates: { A: 'on' } }, 'featureGates.A: write true or false, not "on"'],
    [{ runtimeConfig: 'api/all' }, 'runtimeConfig: write an object, not "api/all"'],
    [{ ca: { certificate: 'x' } }, 'ca.key: write a text in PEM, not nothing'],
    [{ logLevel: () => 'warn' }, /^logLevel: write one of fatal, .*, not function$/],
    [
      {
        signingCa: { certificate: 'x', key: 'y' },
        signerCas: { 'kubernetes.io/legacy-unknown': { certificate: 'x', key: 'y' } },
      },
      'signingCa and signerCas exclude each other; choose one.',
    ],
  ]
  for (const [options, message] of wrong) t.throws(() => checkOptions(options), { message })
  t.doesNotThrow(() => checkOptions({ port: undefined, hints: 'full', clock: 'frozen' }))
})

t.test('startControllers rejects with an OptionsError for whatever a program passes', async (t) => {
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  const anObject = "give the options of the controllers as an object, such as { kubeconfig: 'jane"
  const kubeconfig = 'jane.kubeconfig'
  const cases: [unknown, string][] = [
    [{ caKeyType: 'x' }, 'kubeconfig: write a text such as "jane.kubeconfig", not nothing'],
    [{ kubeconfig, caKeyType: 'x' }, 'caKeyType: write one of p256, p384, '],
    [{ kubeconfig, caKeyType: 10n }, 'caKeyType: write one of p256, p384, '],
    [{ kubeconfig, caKeyType: cycle }, 'caKeyType: write one of p256, p384, '],
    [{ kubeconfig: '' }, 'kubeconfig: write a text such as "jane.kubeconfig", not ""'],
    [{ kubeconfig: 5 }, 'kubeconfig: write a text such as "jane.kubeconfig", not 5'],
    [undefined, anObject],
    [null, anObject],
    [kubeconfig, anObject],
  ]
  for (const [options, message] of cases)
    await t.rejects(startControllers(options as { kubeconfig: string }), {
      name: 'OptionsError',
      message,
    })
})

t.test('error messages use option names, not flags', async (t) => {
  const wrong: [ClusterOptions, RegExp][] = [
    [{ clusterSigningDuration: 'a year' }, /^clusterSigningDuration is "a year", which is no/],
    [{ auditLevel: 'Request' }, /^auditLevel is given without auditLog; /],
    [{ encryptionPassphrase: 'x' }, /^encryptionPassphrase needs dataDir or a cluster in etcd: /],
    [{ featureGates: { Nope: true } }, /^featureGates: /],
    [{ podCertificateSigner: 'example.com/shop', kubernetesVersion: 'v1.34' }, /give kubernetesV/],
  ]
  for (const [options, message] of wrong) await t.rejects(startCluster(options), { message })
  for (const [name] of FLAG_LIST)
    t.notMatch((inOptions(new Error(`--${name} is wrong`)) as Error).message, /--/, name)
  const { message } = inOptions(new Error('--ca-key: --no-such-flag')) as Error
  t.equal(message, 'ca.key: --no-such-flag')
  t.equal(inOptions('text'), 'text')
})
