import t from 'tap'
import { environmentName, FLAG_LIST, optionName } from '../../src/server/flags.ts'
import { readStart as read } from '../fixtures/command.ts'

t.test('flags have valid names and a help text', async (t) => {
  t.equal(environmentName('max-requests-inflight'), 'CSRLAB_MAX_REQUESTS_INFLIGHT')
  t.equal(optionName('max-requests-inflight'), 'maxRequestsInflight')
  t.same(
    FLAG_LIST.filter(([name, { help }]) => !/^[a-z][a-z-]*[a-z]$/.test(name) || help === ''),
    [],
  )
})

t.test('the parser of each flag accepts its default', async (t) => {
  const wrong = FLAG_LIST.flatMap(([name, { parser, usual, default: otherwise }]) =>
    [usual, otherwise].flatMap((value) => {
      try {
        if (value !== undefined) parser?.use(`--${name}`, value)
        return []
      } catch (error) {
        return [[name, error]]
      }
    }),
  )
  t.same(wrong, [])
})

t.test('an option with a value can be set by its flag or its environment variable', async (t) => {
  const texts: Readonly<Record<string, string>> = {
    port: '7000',
    'advertise-address': '192.0.2.7',
    'tls-san': 'lab.example.com',
    'insecure-port': '7001',
    'ui-port': '7002',
    'cluster-signing-duration': '1h',
    'signer-delay': '1m',
    'pod-certificate-signer': 'example.com/shop',
    controllers: '*,-csrsigning',
    'kubernetes-version': 'v1.36.0',
    'feature-gates': 'AllAlpha=true',
    'runtime-config': 'api/alpha=true',
    'max-requests-inflight': '1',
    'max-mutating-requests-inflight': '2',
    'request-timeout': '5s',
    'log-level': 'debug',
    'audit-level': 'Request',
    hints: 'full',
    seed: '7',
  }
  const usual: Record<string, unknown> = { ...read([]).options }
  for (const [name, { parser }] of FLAG_LIST) {
    if (parser === undefined || name === 'kubeconfig') continue
    const text = texts[name] ?? 'elsewhere'
    const flag = read([`--${name}=${text}`])
    t.same(read([], { [environmentName(name)]: text }), flag, `${name} from the environment`)
    const value = (flag.options as Record<string, unknown>)[optionName(name)]
    t.ok(
      value !== undefined && value !== usual[optionName(name)],
      `${name} differs from its default`,
    )
    t.same(
      flag.options,
      { ...usual, [optionName(name)]: value },
      `--${name} changes no other option`,
    )
  }
})
