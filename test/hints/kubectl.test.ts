/** Mistakes that people make with the real kubectl, and what they then read. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Lab, lacksTools, manifest, startLab } from './cluster.ts'

t.test('what users see', { skip: lacksTools, timeout: 120_000 }, async (t) => {
  const lab: Lab = await startLab()
  t.teardown(() => lab.close())
  const john = await lab.request('john', '/CN=john')
  const apply = async (name: string, wish: Partial<Parameters<typeof manifest>[1]> = {}) =>
    (await lab.kubectl(['apply', '-f', '-'], manifest(name, { request: john, ...wish }))).text
  const see = async (...args: string[]) => (await lab.kubectl(args)).text
  const encoded = (file: string) => readFileSync(join(lab.folder, file)).toString('base64')

  await t.test('a request that is right is left in peace', async (t) => {
    t.equal(await apply('john'), 'certificatesigningrequest.certificates.k8s.io/john created\n')
    await see('delete', 'csr', 'john')
  })

  await t.test('row 1: base64 that is wrapped', async (t) => {
    const wrapped = `|-\n    ${john.match(/.{1,76}/g)!.join(' ')}`
    t.match(
      await apply('john', { request: wrapped }),
      /Warning: .*wrapped into lines or has blanks.*base64 -w0 < john\.csr/,
    )
  })

  await t.test(
    'row 2: the key, the certificate or the name of a file instead of the request',
    async (t) => {
      t.match(
        await apply('john', { request: encoded('john.key') }),
        /holds a PRIVATE KEY, not a request.*throw it away/,
      )
      t.match(
        await apply('john', { request: encoded('ca.crt') }),
        /holds a CERTIFICATE, which is what a signer answers/,
      )
      t.match(
        await apply('john', { request: Buffer.from('john.csr\n').toString('base64') }),
        /the name john\.csr in base64.*base64 -w0 < john\.csr/,
      )
    },
  )

  await t.test('row 3: encoded twice, or not at all', async (t) => {
    t.match(
      await apply('john', { request: Buffer.from(john).toString('base64') }),
      /Warning: spec\.request is encoded twice/,
    )
    const block = `|\n    ${readFileSync(join(lab.folder, 'john.csr'), 'utf8').trim().replaceAll('\n', '\n    ')}`
    t.match(await apply('john', { request: block }), /holds the PEM text itself/)
  })

  await t.test('row 4: the header of keytool', async (t) => {
    const pem = readFileSync(join(lab.folder, 'john.csr'), 'utf8').replaceAll(
      'CERTIFICATE REQUEST',
      'NEW CERTIFICATE REQUEST',
    )
    t.match(
      await apply('john', { request: Buffer.from(pem).toString('base64') }),
      /sed -i 's\/NEW CERTIFICATE REQUEST\/CERTIFICATE REQUEST\/' john\.csr/,
    )
  })

  await t.test('rows 5 and 8: no signer, no usages', async (t) => {
    const text = await apply('john', { signerName: '', usages: '' })
    t.match(
      text,
      /Warning: spec\.signerName says who is to sign.*kube-apiserver-client-kubelet.*kubelet-serving/,
    )
    t.match(text, /Warning: spec\.usages says what the certificate is for.*\["client auth"\]/)
  })

  await t.test('row 6: a signer that nobody is', async (t) => {
    const wish = { signerName: 'kubernetes.io/kube-apiserver' }
    t.match(
      await apply('typo', wish),
      /no signer in this cluster handles kubernetes\.io\/kube-apiserver.*Did you mean kubernetes\.io\/kube-apiserver-client\?/,
    )
    t.match(
      await see('certificate', 'approve', 'typo'),
      /is approved, but no signer in this cluster handles/,
    )
    t.match(await see('get', 'csr', 'typo'), /Warning: typo has no certificate/)
  })

  await t.test(
    'rows 9, 10 and 14: server auth with the client signer, and where the reason is',
    async (t) => {
      t.match(
        await apply('web', { usages: '["server auth"]' }),
        /if this is approved, the signer will mark it Failed: invalid usage for client certificate: server auth/,
      )
      t.match(
        await see('certificate', 'approve', 'web'),
        /web is approved, but the signer will mark it Failed/,
      )
      for (let tries = 0; tries < 50; tries++) {
        if (
          (await see('get', 'csr', 'web', '-o', 'jsonpath={.status.conditions[*].type}')).includes(
            'Failed',
          )
        )
          break
      }
      t.match(
        await see('get', 'csr', 'web'),
        /Warning: the signer marked web Failed: invalid usage/,
      )
      let described = ''
      for (let tries = 0; tries < 20 && !described.includes('The signer refused'); tries++)
        described = await see('describe', 'csr', 'web')
      t.match(
        described,
        /Created\s.*Created by kubernetes-admin.*\n[^]*Approved by kubernetes-admin with kubectl[^]*The signer refused: invalid usage/,
      )
    },
  )

  await t.test('row 11: too short, and longer than the signer gives', async (t) => {
    t.match(
      await apply('brief', { more: '  expirationSeconds: 60' }),
      /Warning: expirationSeconds counts seconds and is at least 600/,
    )
    t.match(
      await apply('long', { more: '  expirationSeconds: 94608000' }),
      /you ask for 1095 days, but the signer gives 365 days at most/,
    )
  })

  await t.test('rows 12 and 13: a spec that is changed, a name that is taken', async (t) => {
    await apply('taken')
    t.match(
      await apply('taken', { usages: '["client auth","digital signature"]' }),
      /the spec of a request cannot change.*spec\.usages is dropped/,
    )
    const other = await lab.request('other', '/CN=john')
    t.match(
      await apply('taken', { request: other }),
      /holds another key \(SHA-256 [0-9a-f]{16}, yours is [0-9a-f]{16}\)/,
    )
    const created = await lab.kubectl(['create', '-f', '-'], manifest('taken', { request: other }))
    t.match(created.text, /the request taken that is there holds another key.*[^]*already exists/)
  })

  await t.test('row 15: system:masters', async (t) => {
    const root = await lab.request('root', '/O=system:masters/CN=root')
    t.match(
      await apply('root', { request: root }),
      /kubectl create clusterrolebinding root-admin --clusterrole=cluster-admin --user=root[^]*is not allowed/,
    )
  })

  await t.test('row 16: approving without the verb on the signer', async (t) => {
    await see(
      'create',
      'clusterrole',
      'reviewer',
      '--verb=get,list,update,patch',
      '--resource=certificatesigningrequests,certificatesigningrequests/approval',
    )
    await see('create', 'clusterrolebinding', 'reviewer', '--clusterrole=reviewer', '--user=jane')
    await apply('asked')
    const refused = await see('certificate', 'approve', 'asked', '--as=jane')
    const [, role = ''] = /echo '([^']+)' \| kubectl apply/.exec(refused) ?? []
    t.match(refused, /jane also needs the verb approve/)
    await lab.kubectl(['apply', '-f', '-'], role)
    const bind = /kubectl create clusterrolebinding (jane\S+) (\S+) (\S+)/.exec(refused)!
    await see('create', 'clusterrolebinding', ...bind.slice(1))
    t.equal(
      await see('certificate', 'approve', 'asked', '--as=jane'),
      'certificatesigningrequest.certificates.k8s.io/asked approved\n',
      'what it says helps',
    )
  })

  await t.test('row 17: approving what was denied', async (t) => {
    await apply('nay')
    await see('certificate', 'deny', 'nay')
    t.match(
      await see('certificate', 'approve', 'nay'),
      /Warning: nay was denied, and that is final.*kubectl delete csr nay/,
    )
  })

  await t.test('rows 18, 27 and 28: too early, revoking by deleting, too late', async (t) => {
    await apply('early')
    t.match(
      await see('get', 'csr', 'early', '-o', 'jsonpath={.status.certificate}'),
      /early is pending and has no certificate/,
    )
    await see('certificate', 'approve', 'early')
    await see('wait', '--for=jsonpath={.status.certificate}', 'csr/early', '--timeout=10s')
    t.match(
      await see('delete', 'csr', 'early'),
      /goes on working until .* deleting a request revokes nothing/,
    )
    t.match(
      await see('get', 'csr', 'early'),
      /there was a request early; kubernetes-admin deleted it at .*[^]*NotFound/,
    )
  })

  await t.test('rows 19 and 20: the name is not the user, and odd users', async (t) => {
    t.match(
      await apply('john-request'),
      /Warning: the request is called john-request, but the user will be john/,
    )
    const odd = await lab.request('odd', '/O=IT}/CN=odd')
    t.match(
      await apply('odd', { request: odd }),
      /"IT}" in the subject has characters that look left over/,
    )
    const nobody = await lab.request('nobody', '/O=IT')
    t.match(await apply('nobody', { request: nobody }), /the subject has no CN/)
  })

  await t.test('rows 25 and 26: 403, and who is meant', async (t) => {
    const forbidden = await see('get', 'pods', '--as=john', '-n', 'default')
    t.match(
      forbidden,
      /Warning: you are logged in as john, and no rule allows list on pods in the namespace default/,
    )
    for (const [, words = ''] of forbidden.matchAll(
      /kubectl (create role\S* [^&(]+?)(?= &&| \(see)/g,
    ))
      await see(...words.split(' '))
    t.notMatch(
      await see('get', 'pods', '--as=john', '-n', 'default'),
      /Forbidden/,
      'what it says helps',
    )
    t.match(
      await see('get', 'pods', '--as=jhon', '-n', 'default'),
      /The binding john-pods-list is for john/,
    )
    t.match(
      await see('get', 'pods', '--as=john', '-n', 'kube-system'),
      /It is allowed in the namespace default/,
    )
    await see('create', 'namespace', 'development')
    await see(
      'create',
      'rolebinding',
      'lost',
      '--role=pods-list',
      '--user=mary',
      '-n',
      'development',
    )
    t.match(
      await see('get', 'pods', '--as=mary', '-n', 'development'),
      /points to the Role pods-list, which is not there; there is one of that name in default/,
    )
  })

  await t.test('row 25: 401 of a certificate of another CA that has the same name', async (t) => {
    await lab.openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'fake.key',
      '-subj',
      '/CN=kubernetes',
      '-out',
      'fake.crt',
    )
    await lab.openssl(
      'x509',
      '-req',
      '-in',
      'john.csr',
      '-CA',
      'fake.crt',
      '-CAkey',
      'fake.key',
      '-out',
      'john-fake.crt',
      '-days',
      '2',
    )
    const read = (file: string) => readFileSync(join(lab.folder, file), 'utf8')
    const config = lab.kubeconfigOf('john', read('john-fake.crt'), read('john.key'))
    t.match(
      await see('--kubeconfig', config, 'get', 'csr'),
      /the certificate of john that you showed was issued by another CA that is called kubernetes too/,
    )
    writeFileSync(
      config,
      readFileSync(config, 'utf8').replaceAll(/client-(certificate|key)-data: .*\n/g, ''),
    )
    t.match(
      await see('--kubeconfig', config, 'get', 'csr', '--token=wrong'),
      /does not know the bearer token/,
    )
  })

  await t.test('row 29: every hint names its page', async (t) => {
    const text = await apply('page', { signerName: 'kubernetes.io/kube-apiserver' })
    t.match(text, /\(see https:\/\/kubernetes\.io\/docs\/[^)]+\)/)
  })
})

t.test('without hints nothing is said', { skip: lacksTools, timeout: 60_000 }, async (t) => {
  const lab = await startLab(false)
  t.teardown(() => lab.close())
  const request = await lab.request('john', '/O=devs/CN=john')
  const wish = { request, signerName: 'kubernetes.io/kube-apiserver' }
  const applied = await lab.kubectl(['apply', '-f', '-'], manifest('typo', wish))
  t.equal(applied.text, 'certificatesigningrequest.certificates.k8s.io/typo created\n')
  const approved = await lab.kubectl(['certificate', 'approve', 'typo'])
  t.equal(approved.text, 'certificatesigningrequest.certificates.k8s.io/typo approved\n')
  const events = await lab.kubectl(['get', 'events', '-o', 'name'])
  t.notMatch(events.text, /typo/)
  const refused = await lab.kubectl(['get', 'pods', '--as=john'])
  t.notMatch(refused.text, /Warning/)
})
