import { generateKeyPairSync } from 'node:crypto'
import t from 'tap'
import { parse as yamlParse } from 'yaml'
import { makeRequest } from '../../../src/ca/new-request.ts'
import { doctorCommand } from '../../../src/cli/doctor/command.ts'
import { examine, type Input } from '../../../src/teaching/doctor/doctor.ts'
import { stemOf } from '../../../src/teaching/doctor/file-kinds.ts'
import { renderReport } from '../../../src/teaching/doctor/report.ts'
import { renderKubeconfig } from '../../../src/apiserver/client/kubeconfig.ts'
import { lineOf } from '../../fixtures/command.ts'
import { startedCluster } from '../../fixtures/cluster.ts'
import { base64 } from '../../fixtures/builders.ts'

const NOW = Date.now()
const file = (name: string, text: string): Input => ({ name, bytes: Buffer.from(text) })
const look = (...inputs: Input[]) => examine(inputs, { readFile: () => undefined, now: NOW })
const texts = (...inputs: Input[]) =>
  look(...inputs)
    .problems.map(({ text, mend, command }) => [text, mend, command].filter(Boolean).join(' '))
    .join('\n')

t.test("the doctor examines a cluster's files", async (t) => {
  const cluster = await startedCluster(t)
  const john = await cluster.issue({ commonName: 'john' })
  const { requestPem, keyPem } = await makeRequest({ commonName: 'mary' })
  const manifest = (request: string, apiVersion = 'certificates.k8s.io/v1') =>
    `apiVersion: ${apiVersion}\nkind: CertificateSigningRequest\nmetadata: {name: mary}\nspec:\n  request: ${request}\n  signerName: kubernetes.io/kube-apiserver-client\n  usages: ["client auth"]\n`

  t.test('files that belong together have no problems', async (t) => {
    const report = look(
      file('mary.key', keyPem),
      file('mary.csr', requestPem),
      file('mary.yaml', manifest(base64(requestPem))),
    )
    t.same(report.problems, [])
    t.match(report.relations, ['mary.key, mary.csr and mary.yaml belong together'])
    const issued = look(
      file('john.key', john.key),
      file('john.crt', john.certificate),
      file('ca.crt', cluster.caPem),
      file('config', john.kubeconfig),
    )
    t.same(issued.problems, [])
    t.ok(issued.relations.includes('john.crt was signed by ca.crt.'))
  })

  t.test('problems of manifests and CSR files are found', async (t) => {
    const wrapped = manifest(base64(requestPem).replace(/(.{76})/g, '$1\n'))
    const others = manifest(base64(requestPem)).replace('mary', 'john')
    for (const text of [wrapped, `${others}---\n${wrapped}---\n${others}`])
      t.match(
        texts(file('a.yaml', text)),
        /wrapped into lines.* base64 < mary\.csr /,
        'the command names the request after metadata.name',
      )
    for (const name of ['{name: }', '{labels: {app.kubernetes.io/name: x}}'])
      t.match(
        texts(file('a.yaml', wrapped.replace('{name: mary}', name))),
        /wrapped into lines.* base64 < a\.csr /,
        `the command names the request after the file if metadata is ${name}`,
      )
    const whole = manifest(base64(requestPem))
    for (const usages of ['client auth', '{}', '[5]'])
      t.match(
        texts(file('a.yaml', whole.replace('["client auth"]', usages))),
        /^spec\.usages must be a list of strings: write usages: \["client auth"\]\.$/,
      )
    const kind = 'CertificateSigningrequest'
    const misspelt = whole.replace('CertificateSigningRequest', kind)
    t.equal(
      texts(file('a.yaml', misspelt)),
      `there is no kind ${kind}: did you mean CertificateSigningRequest?`,
    )
    t.equal(texts(file('a.yaml', 'kind: CertificateRequest\n')), '', 'a kind of cert-manager')
    const sender = 'username: bob\n  groups: [devs]\n  usages'
    t.match(
      texts(file('a.yaml', whole.replace('usages', sender))),
      /^your spec\.username and spec\.groups are not kept: csrlab and a real cluster set/,
    )
    const exported = whole.replace('name: mary', 'name: mary, uid: a')
    t.equal(texts(file('a.yaml', exported.replace('usages', sender))), '')
    t.match(texts(file('a.yaml', whole.replace('["client auth"]', ''))), /usages is missing/)
    for (const signer of ['', '5', '{}'])
      t.match(
        texts(file('a.yaml', whole.replace('kubernetes.io/kube-apiserver-client', signer))),
        /^spec\.signerName is missing/,
      )
    t.match(texts(file('a.yaml', manifest(base64(keyPem)))), /holds a PRIVATE KEY/)
    t.match(texts(file('a.yaml', manifest(base64(base64(requestPem))))), /encoded twice/)
    t.match(
      texts(file('a.yaml', manifest('$(cat mary.csr | base64)'))),
      /\$ that no shell expanded/,
    )
    const keytool = requestPem.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')
    t.match(texts(file('mary.csr', keytool)), /sed -i\.bak/)
    t.match(
      texts(file('a.yaml', manifest(base64(requestPem), 'certificates.k8s.io/v1beta1'))),
      /not served since 1\.22/,
    )
    t.match(
      texts(file('a.yaml', manifest(base64(requestPem), 'certificates.k8s.io/v2'))),
      /v2, which Kubernetes does not serve for requests/,
    )
    t.match(
      texts(
        file('a.yaml', 'apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\n'),
      ),
      /signerName/,
      'a manifest without a spec',
    )
  })

  t.test('errors that the server would report for a manifest are found', async (t) => {
    const good = manifest(base64(requestPem))
    const told = (from: RegExp | string, to: string) => {
      const problems = look(file('a.yaml', good.replace(from, to))).problems
      return problems.map(({ text, mend }) => [text, mend].filter(Boolean).join(' '))
    }
    t.same(told('', ''), [])
    t.same(told(/^spec:/m, 'specs:'), [
      'unknown field "specs", which the server rejects. Write spec.',
    ])
    t.same(told('signerName', 'signername'), [
      'unknown field "spec.signername", which the server rejects. Write spec.signerName.',
    ])
    t.same(told('  usages', '  color: blue\n  usages'), [
      'unknown field "spec.color", which the server rejects. Remove spec.color.',
    ])
    t.same(told(/$/, 'status: {conditions: []}\n'), [])
    t.same(told('  usages', '  expirationSeconds: 24h\n  usages'), [
      'expirationSeconds is a number of seconds, so instead of "24h" write 86400.',
    ])
  })

  t.test('a file whose content does not match its extension is a problem', async (t) => {
    const named = (name: string, text: string) => texts(file(name, text))
    t.match(
      named('mary.crt', requestPem),
      /named like a certificate, and holds a certificate request\..*mv -n mary\.crt mary\.csr$/,
    )
    t.match(
      named('john.csr', john.certificate),
      /holds a certificate\..*mv -n john\.csr john\.crt$/,
    )
    t.match(
      named('john.key', john.certificate),
      /holds a certificate\..*mv -n john\.key john\.crt$/,
    )
    t.match(named('mary.crt', keyPem), /holds a private key\..*mv -n mary\.crt mary\.key$/)
    for (const name of ['john.pem', 'john.crt', 'john']) t.equal(named(name, john.certificate), '')
    t.equal(named('john.key', `${john.certificate}${john.key}`), '')
    const config = john.kubeconfig.replace(
      /client-certificate-data: .*/,
      `client-certificate-data: ${base64(requestPem)}`,
    )
    t.match(named('config', config), /\[user john, certificate\] is PEM, but not a certificate/)
  })

  t.test('each cause is reported once, and root causes come first', async (t) => {
    const late = (...inputs: Input[]) =>
      examine(inputs, { readFile: () => undefined, now: NOW + 400 * 86_400_000 }).problems
    t.match(late(file('john.crt', john.certificate), file('config', john.kubeconfig)), [
      { source: 'john.crt, config [user john, certificate]', text: /^the certificate expired/ },
    ])
    const mixed = john.kubeconfig.replace(
      /client-key-data: .*/,
      `client-key-data: ${base64(keyPem)}`,
    )
    const { problems } = look(
      file('config', mixed),
      file('mary.key', keyPem),
      file('john.crt', john.certificate),
      file('mary.csr', base64(requestPem)),
    )
    t.match(problems, [
      { source: 'mary.csr', text: /base64 text/ },
      { source: 'config, john.crt', text: /do not match/ },
    ])
    t.equal(problems.length, 2)
  })

  t.test('no command has placeholders', async (t) => {
    const parsed = yamlParse(john.kubeconfig) as Record<string, any>
    const changed = (change: (config: typeof parsed) => void): Input => {
      const config = structuredClone(parsed)
      change(config)
      return file('config', JSON.stringify(config))
    }
    const [{ user }] = parsed['users']
    const commands = [
      file('empty.crt', ''),
      file('cut.key', keyPem.replace(/^.{40}/m, '')),
      changed((config) => Object.assign(config, { contexts: [], 'current-context': '' })),
      changed((config) => Object.assign(config, { contexts: [], clusters: [] })),
      changed((config) => (config['clusters'][0].cluster.server = '')),
      changed((config) => config['clusters'].push({ name: 'b' }, { name: 'c' })),
      changed((config) => (config['contexts'][0].context = {})),
      changed((config) => {
        user['client-certificate-data'] = base64(user['client-certificate-data'])
        config['users'][0].user = user
      }),
    ].flatMap((input) => look(input).problems.map(({ command = '' }) => command))
    t.ok(commands.length >= 8)
    t.match(commands.join('\n'), /csr\/empty$/m)
    t.same(
      commands.filter((command) => /\b(?!KUBECONFIG|CN)[A-Z]{2,}\b/.test(command)),
      [],
    )
  })

  t.test('a certificate for another key is a problem', async (t) => {
    t.match(
      texts(file('mary.key', keyPem), file('john.crt', john.certificate)),
      /john\.crt is for another key than mary\.key/,
    )
  })

  t.test('a certificate file that is base64 or empty is a problem', async (t) => {
    t.match(texts(file('john.crt', base64(john.certificate))), /base64 -d < john\.crt/)
    t.match(texts(file('empty.crt', '')), /Fetching a certificate before it is issued/)
  })

  t.test('a CA with the same name, but another key, is a problem', async (t) => {
    const other = await startedCluster(t)
    t.match(
      texts(file('john.crt', john.certificate), file('ca.crt', other.caPem)),
      /a CA of that name is here, but with another key/,
    )
    const credentials = { certificatePem: john.certificate, keyPem: john.key }
    const config = renderKubeconfig({
      server: other.url,
      caPem: other.caPem,
      user: 'john',
      credentials,
    })
    t.match(texts(file('config', config)), /the same name, but another key/)
  })

  t.test('missing entries and files of the current context are problems', async (t) => {
    const broken = (from: RegExp, to: string) =>
      texts(file('config', john.kubeconfig.replace(from, to)))
    t.match(
      broken(/current-context: .*/, 'current-context: john@kubernets'),
      /use-context john@kubernetes/,
    )
    t.match(broken(/current-context: .*/, ''), /localhost:8080/)
    t.match(
      broken(/(?<= )cluster: kubernetes$/m, 'cluster: kubernets'),
      /names the cluster kubernets.*--cluster=kubernetes/,
    )
    t.match(broken(/(?<= )user: john$/m, 'user: jhon'), /names the user jhon/)
    t.match(
      broken(/client-certificate-data: .*/, 'client-certificate: gone.crt'),
      /gone\.crt, which is missing or unreadable/,
    )
  })

  t.test('problems of other users, clusters and contexts are found', async (t) => {
    const parsed = (text: string) => yamlParse(text) as Record<string, object[]>
    const both = parsed(john.kubeconfig)
    const other = await startedCluster(t)
    const foreign = parsed((await other.issue({ commonName: 'mary' })).kubeconfig)
    const fault = (change: (config: typeof both) => void, name = 'config') => {
      const config = structuredClone(both)
      change(config)
      return texts(file(name, JSON.stringify(config)))
    }
    t.equal(
      fault(() => undefined),
      '',
    )
    const mary = {
      'client-certificate-data': base64(john.certificate),
      'client-key-data': base64(keyPem),
    }
    const context = (name: string, cluster: string, user: string) => ({
      name,
      context: { cluster, user },
    })
    t.equal(
      fault((config) => {
        config['users']!.push({ name: 'mary', user: mary })
        config['contexts']!.push(context('mary', 'kubernetes', 'mary'))
      }),
      'the key and the certificate of mary do not match: the certificate is for another key. Use the key that made the request. kubectl config set-credentials mary --client-certificate=mary.crt --client-key=mary.key --embed-certs=true --kubeconfig=config',
    )
    t.match(
      fault((config) => config['users']!.push({ name: 'mary', user: mary })),
      /^the key and the certificate of mary do not match/,
      'a user without a context',
    )
    t.match(
      fault((config) => config['contexts']!.push(context('c', 'kubernets', 'jhon')), 'my config'),
      /the context c names the cluster kubernets, which is not in the file: it has kubernetes\. kubectl config set-context c --cluster=kubernetes --kubeconfig='my config'\n.*kubectl config set-context c --user=john/,
    )
    t.equal(
      fault((config) => config['contexts']!.push({ name: 'c' })).replaceAll(/--kubeconfig\S+/g, ''),
      'the context c names no cluster. kubectl config set-context c --cluster=kubernetes \nthe context c names no user. kubectl config set-context c --user=john ',
    )
    t.match(
      fault((config) => {
        config['clusters']!.push({ ...foreign['clusters']![0], name: 'b' })
        config['contexts']!.push(context('c', 'b', 'john'))
      }),
      /^the certificate of john was issued by CN=kubernetes.*the same name, but another key\. Request a certificate/,
    )

    const withCluster = (fields: object) =>
      fault((config) => config['clusters']!.push({ name: 'b', cluster: fields }))
    for (const server of [
      'https://127.0.0.1:6443',
      'https://lab:6443',
      'https://[::1]:6443',
      'https://a.test',
    ])
      t.match(
        withCluster({ server }),
        /the cluster b has no CA certificate.*set-cluster b --certificate-authority=ca\.crt/,
        server,
      )
    for (const server of [
      'https://api.example.com',
      'https://api.example.com:6443/x',
      'http://127.0.0.1:8080',
    ])
      t.equal(withCluster({ server }), '', server)
    t.equal(withCluster({ server: 'https://127.0.0.1', 'insecure-skip-tls-verify': true }), '')
    t.match(
      withCluster({
        server: 'https://127.0.0.1',
        'insecure-skip-tls-verify': true,
        'certificate-authority-data': base64(cluster.caPem),
      }),
      /kubectl accepts only one of them.*--insecure-skip-tls-verify=false/,
    )
  })

  t.test('the files of KUBECONFIG are checked together', async (t) => {
    const {
      contexts,
      'current-context': current,
      ...rest
    } = yamlParse(john.kubeconfig) as Record<string, unknown>
    const files: Record<string, string> = {
      a: JSON.stringify(rest),
      b: JSON.stringify({ kind: 'Config', contexts, 'current-context': current }),
      c: JSON.stringify({
        kind: 'Config',
        contexts: [{ name: 'c', context: { cluster: 'kubernets', user: 'john' } }],
      }),
    }
    const parts = (KUBECONFIG: string) => ({
      environment: { KUBECONFIG },
      readFile: (path: string) => (path in files ? Buffer.from(files[path]!) : undefined),
      now: NOW,
    })
    const doctor = (paths: string, ...args: string[]) =>
      doctorCommand(lineOf(['doctor', ...args]), parts(paths))
    t.match(doctor('a:b'), { code: 0, text: /All is well/ })
    t.match(doctor('a'), { code: 1, text: /no current-context/ })
    t.match(doctor('a:c'), {
      code: 1,
      text: /kubernets,\s+which\s+is\s+in\s+none\s+of\s+the\s+files:\s+they\s+have\s+kubernetes\./,
    })
    t.notMatch(doctor('a:b:c').text, /names the user|no current-context|--kubeconfig/)
    t.match(
      doctor('a', 'b').text,
      /names the cluster kubernetes, which is not in[^]*--kubeconfig=b/,
    )
  })

  t.test('no private key is printed', async (t) => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString()
    const inputs = [
      file('a.key', rsa),
      file('b.txt', base64(rsa)),
      file('c.yaml', manifest(base64(rsa))),
      file('config', john.kubeconfig),
      file('d.key', rsa.slice(0, 900)),
    ]
    const shown = renderReport(look(...inputs)) + JSON.stringify(look(...inputs))
    for (const key of [rsa, john.key]) {
      for (const line of key
        .split('\n')
        .filter((text) => text.length > 40 && !text.startsWith('---')))
        t.notOk(shown.includes(line))
    }
  })
})

t.test(
  "without a kubeconfig, the doctor names kubectl's default server, and the variable to set",
  async (t) => {
    const typed = (there: string, environment: Record<string, string> = { HOME: '/home/jane' }) =>
      doctorCommand(lineOf(['doctor']), {
        environment,
        readFile: (path) => (path === there ? Buffer.from('') : undefined),
        now: NOW,
      })
    const here = typed('.csrlab/kubeconfig')
    t.equal(here.code, 1)
    t.match(here.text, /^ +export KUBECONFIG="\$PWD\/\.csrlab\/kubeconfig"$/m)
    t.match(here.text, /localhost:8080/)
    t.match(typed('').text, /^ +csrlab list$/m)
    t.match(typed('', { KUBECONFIG: 'gone' }).text, /gone: no such file/)
  },
)

t.test('csrlab doctor inspects the given files, or the current kubeconfigs', async (t) => {
  const files: Record<string, string> = { '/kc': 'kind: Config\n' }
  const parts = {
    environment: { KUBECONFIG: '/none:/kc' },
    readFile: (path: string) => (path in files ? Buffer.from(files[path]!) : undefined),
    now: NOW,
  }
  t.match(
    doctorCommand(lineOf(['doctor']), parts),
    { code: 1, text: /no current-context/ },
    'checks the kubeconfigs if no files are given',
  )
  const { text } = doctorCommand(lineOf(['doctor', '--json', 'gone.crt']), parts)
  t.match(JSON.parse(text), { well: false, problems: [{ source: 'gone.crt' }] })
})

t.test('texts are aligned beside names with wide characters', async (t) => {
  const pieces = ['증명서.crt', 'jane.key'].map((source) => ({
    source,
    kind: 'other' as const,
    summary: 'something',
  }))
  t.match(
    renderReport({ pieces, relations: [], problems: [] }),
    /^ {2}증명서\.crt {2}something\n {2}jane\.key {4}something\n/,
  )
})

t.test('commands use the stem of a path, or `request` if the path is unsuitable', async (t) => {
  for (const [source, stem] of [
    ['/home/x/jane.crt', '/home/x/jane'],
    ['../jane.csr (2)', '../jane'],
    ['-x.csr', 'request'],
    ['/tmp/.csr', 'request'],
    ['a b.csr', 'request'],
  ] as const)
    t.equal(stemOf(source), stem, source)
})
