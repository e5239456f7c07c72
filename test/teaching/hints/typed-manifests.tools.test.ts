/** Runs the real kubectl, openssl and curl. */
import t from 'tap'
import { unbroken } from '../../fixtures/unbroken.ts'
import { advice, Lab, lacksTools } from './lab.ts'

const warnings = (text: string) => text.split('\n').filter((line) => line.startsWith('Warning: '))

t.test('mistakes in a manifest get hints that fix them', { skip: lacksTools }, async (t) => {
  const lab = await Lab.start(t)
  await t.test('base64 that is wrapped into lines is detected', async (t) => {
    await lab.request('wrapped')
    const lines = (await lab.type('base64 wrapped.csr')).trim()
    lab.manifest('wrapped', { request: lines })
    t.match(await lab.type('kubectl apply -f wrapped.yaml'), /error parsing wrapped\.yaml/)
    t.match(
      unbroken(lab.doctor('wrapped.yaml')),
      /breaks off in line \d+, because the base64 of spec\.request is wrapped into lines.* base64 < wrapped\.csr \| tr -d '\\n'/,
      'the doctor finds the fault, although kubectl sends nothing',
    )
    const said = await lab.apply('wrapped', { request: lines.replaceAll('\n', ' ') })
    t.match(
      said,
      /Warning: .*line breaks or spaces.*Encode the request on one line: base64 < wrapped\.csr \| tr -d '\\n'/,
    )
    t.match(said, /illegal base64/, "the API's error is shown as well")
    t.match(
      await lab.apply('wrapped', { request: await lab.type(advice(said)) }),
      /wrapped created/,
      "the hint's command prints the right value",
    )
  })

  await t.test('the header that keytool writes gets a hint', async (t) => {
    await lab.request('java', '/CN=java', '-newhdr')
    t.match(lab.read('java.csr'), /BEGIN NEW CERTIFICATE REQUEST/)
    const said = await lab.apply('java')
    t.match(
      said,
      /Warning: spec\.request has the header NEW CERTIFICATE REQUEST, and Kubernetes accepts only/,
    )
    t.match(said, /sed -i\.bak 's\/NEW CERTIFICATE REQUEST\/CERTIFICATE REQUEST\/' java\.csr/)
    await lab.type(advice(said))
    t.match(await lab.apply('java'), /java created/)
  })

  await t.test('a v1beta1 manifest gets a hint', async (t) => {
    await lab.request('old')
    lab.manifest('old', {
      apiVersion: 'certificates.k8s.io/v1beta1',
      signerName: '',
      usages: '[digital signature, key encipherment, server auth]',
    })
    t.match(
      await lab.type('kubectl apply -f old.yaml'),
      /no matches for kind "CertificateSigningRequest" in version "certificates\.k8s\.io\/v1beta1"/,
    )
    const diagnosis = unbroken(lab.doctor('old.yaml'))
    t.match(diagnosis, /not served since 1\.22\. .*sed -i\.bak .* old\.yaml/)
    t.match(diagnosis, /spec\.signerName is missing/)
    const curl = `curl -s -D - --cacert ca.crt -H "Authorization: Bearer $(cat token)" -H 'Content-Type: application/json'`
    const posted = await lab.type(
      `kubectl create -f old.yaml --dry-run=client -o json > /dev/null
       echo '{"apiVersion":"certificates.k8s.io/v1beta1","kind":"CertificateSigningRequest","metadata":{"name":"old"},"spec":{"request":"x"}}' |
       ${curl} --data-binary @- ${lab.url}/apis/certificates.k8s.io/v1beta1/certificatesigningrequests`,
    )
    t.match(posted, /404 page not found|"code": ?404/)
    const [, warning = ''] = /^warning: 299 - "(.*)"/m.exec(posted) ?? []
    t.match(
      warning,
      /v1beta1 was removed in Kubernetes 1\.22\. Write apiVersion: certificates\.k8s\.io\/v1/,
    )
  })

  await t.test('usages and subjects that do not fit the signer get hints', async (t) => {
    const said = await lab.apply('web', { usages: '[server auth]' })
    t.match(
      said,
      /Warning: if approved, the request will be marked Failed: invalid usage for client certificate: server auth\. Write usages: \["client auth"\] in the manifest, and send it again: kubectl replace/,
    )
    t.match(
      await lab.type('kubectl certificate approve web'),
      /Warning: web is approved, but the signer will mark it Failed: invalid usage/,
    )
    await lab.until('kubectl get csr web', /Warning: the signer marked web Failed/)
    lab.manifest('web')
    t.match(await lab.type(advice(said)), /web replaced/)
    await lab.issue('web')
    t.match(await lab.type('openssl x509 -in web.crt -noout -ext extendedKeyUsage'), /Client Auth/)
    const node = await lab.apply('kubelet', {
      signerName: 'kubernetes.io/kubelet-serving',
      usages: '[digital signature, server auth]',
    })
    t.match(node, /will be marked Failed: subject organization is not system:nodes/)
    await lab.type(advice(node))
    lab.manifest('kubelet', {
      signerName: 'kubernetes.io/kubelet-serving',
      usages: '[digital signature, server auth]',
    })
    t.equal(
      await lab.type('kubectl replace --force -f kubelet.yaml'),
      'certificatesigningrequest.certificates.k8s.io "kubelet" deleted\ncertificatesigningrequest.certificates.k8s.io/kubelet replaced\n',
      'the request made by the command gets no hint',
    )
  })

  await t.test('changing the spec gets the command that replaces the CSR', async (t) => {
    await lab.apply('frozen')
    const said = await lab.apply('frozen', { usages: '[client auth, digital signature]' })
    t.match(
      said,
      /Warning: the spec of a request is immutable, so your new spec\.usages is dropped/,
    )
    t.match(await lab.type(advice(said)), /frozen replaced/)
    t.match(
      await lab.type("kubectl get csr frozen -o jsonpath='{.spec.usages}'"),
      /digital signature/,
    )
  })

  await t.test('sending the same name again gets a hint about the key', async (t) => {
    await lab.apply('taken')
    t.match(
      await lab.type('kubectl create -f taken.yaml'),
      /Warning: the request taken exists with the same key, .*\n.*already exists/,
    )
    await lab.request('taken')
    const applied = await lab.apply('taken')
    t.match(
      applied,
      /spec\.request is dropped\. Replace the stored request with yours: kubectl replace --force -f taken\.yaml/,
    )
    const created = await lab.type('kubectl create -f taken.yaml')
    t.match(
      created,
      /Warning: the request taken exists with another key, so its certificate will not work with your key\..*\n.*already exists/,
    )
    t.match(await lab.type(advice(created)), /taken replaced/)
  })

  await t.test('O=system:masters gets the command that binds a role instead', async (t) => {
    await lab.request('root', '/O=system:masters/CN=root')
    const said = await lab.apply('root')
    t.match(
      said,
      /Warning: no certificate is allowed for O=system:masters\. Make the request without it/,
    )
    t.match(
      said,
      /use of kubernetes\.io\/kube-apiserver-client signer with system:masters group is not allowed/,
    )
    t.match(await lab.type(advice(said)), /clusterrolebinding.*root-admin created/)
    t.equal(await lab.type('kubectl auth can-i delete nodes --as=root 2>/dev/null'), 'yes\n')
  })

  await t.test('a rejected manifest or a dry run gets one hint', async (t) => {
    await lab.request('form')
    lab.manifest('form', { usages: '[server auth]' })
    const manifest = lab.read('form.yaml')
    const send = async (from: RegExp, to: string, option = '') => {
      lab.write('form.yaml', manifest.replace(from, to))
      return warnings(await lab.type(`kubectl apply ${option} -f form.yaml`))
    }
    t.same(await send(/^spec:/m, 'specs:'), ['Warning: a request has no field specs: write spec.'])
    const ignored = await send(/^spec:/m, 'specs:', '--validate=ignore')
    t.match(ignored, [/^Warning: spec is empty: put request, signerName and usages there/])
    t.equal(ignored.length, 1)
    t.same(await send(/ {2}usages/, '  expirationSeconds: 24h\n  usages'), [
      'Warning: expirationSeconds is a number of seconds, so instead of "24h" write 86400.',
    ])
    t.same(await send(/\[server auth\]/, '[clientAuth]'), [
      'Warning: there is no usage "clientAuth": write "client auth".',
    ])
    t.match(
      await send(/ {2}usages/, '  expirationSeconds: 60\n  usages'),
      [/^Warning: expirationSeconds is in seconds/],
      'a rejected CSR gets no hint about approval',
    )
    t.match(await lab.type('kubectl get csr form'), /NotFound/)
    t.match(
      await send(/$^/, '', '--dry-run=server'),
      [/if approved, the request will be marked Failed: .* Write usages: \["client auth"\]\.$/],
      'the hint for a dry run names no command, since there is no CSR to replace',
    )
  })
})
