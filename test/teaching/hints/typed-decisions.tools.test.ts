/** Runs the real kubectl and openssl. */
import t from 'tap'
import { ManualClock } from '../../fixtures/clock.ts'
import { advice, Lab, lacksTools } from './lab.ts'

const MINUTE = 60_000

t.test('mistakes before and after a decision get hints', { skip: lacksTools }, async (t) => {
  const lab = await Lab.start(t)
  await t.test('describe shows why a CSR will fail, and that it has failed', async (t) => {
    await lab.apply('why', { usages: '[code signing]' })
    t.match(
      await lab.until('kubectl describe csr why', /WillFail/),
      /Warning +WillFail .*If approved, the request will be marked Failed: invalid usage/,
    )
    await lab.type('kubectl certificate approve why')
    const described = await lab.until('kubectl describe csr why', /The signer marked it Failed/)
    const reasons = [...described.matchAll(/^ {2}(?:Normal|Warning) +(\w+)/gm)].map(
      ([, word]) => word,
    )
    t.same(
      reasons,
      ['Created', 'Review', 'WillFail', 'Approved', 'Failed'],
      'the events are in order',
    )
    t.match(described, /Created by kubernetes-admin for CN=why/)
    t.match(described, /Approved by kubernetes-admin with kubectl \(KubectlApprove/)
    t.match(
      described,
      /The signer marked it Failed, and that is final: invalid usage for client certificate: code signing; the request will be cleaned up after 2.* UTC\. Write usages: \["client auth"\] in the manifest, and send it again: kubectl replace --force -f why\.yaml$/m,
    )
  })

  await t.test('approving without the verb on the signer shows how to grant it', async (t) => {
    await lab.type(
      `kubectl create clusterrole reviewer --verb=get,list,update,patch --resource=certificatesigningrequests,certificatesigningrequests/approval
       kubectl create clusterrolebinding reviewer --clusterrole=reviewer --user=ann`,
    )
    await lab.apply('asked')
    const refused = await lab.type('kubectl certificate approve asked --as=ann')
    t.match(
      refused,
      /Warning: to approve or deny, ann also needs the verb approve on the signer kubernetes\.io\/kube-apiserver-client/,
    )
    t.match(
      refused,
      /kubectl create clusterrolebinding ann-approve --clusterrole=system:certificates\.k8s\.io:kube-apiserver-client-approver --user=ann$/m,
    )
    t.match(refused, /user not permitted to approve requests with signerName/)
    await lab.type(advice(refused))
    t.equal(
      await lab.type('kubectl certificate approve asked --as=ann'),
      'certificatesigningrequest.certificates.k8s.io/asked approved\n',
    )
  })

  await t.test('reversing a decision gets the hint that it is final', async (t) => {
    await lab.apply('nay')
    await lab.type('kubectl certificate deny nay')
    const said = await lab.type('kubectl certificate approve nay')
    t.match(said, /Warning: nay was denied, and that is final\..*\n.*already Denied/)
    await lab.until(
      'kubectl describe csr nay',
      /Denied by kubernetes-admin with kubectl .* A denial is final; the request will be cleaned up/,
    )
    t.match(await lab.type(advice(said)), /nay replaced/)
    await lab.issue('nay')
    t.match(
      await lab.type('kubectl certificate deny nay'),
      /Warning: nay was approved, and that is final: its certificate stays valid until it expires/,
    )
  })

  await t.test('hints announce and explain the clean-up of a CSR', async (t) => {
    const clock = new ManualClock(Date.now())
    const lab = await Lab.start(t, { clock })
    await lab.apply('late')
    await lab.issue('late')
    await lab.until('kubectl describe csr late', /Issued .*the request will be cleaned up after/)
    clock.advance(50 * MINUTE)
    const soon = await lab.type('kubectl get csr late')
    t.match(
      soon,
      /Warning: late will be cleaned up in about \d+ minutes, because issued requests are kept for an hour\. Save its certificate: kubectl get csr late/,
    )
    await lab.type(`rm late.crt; ${advice(soon)}`)
    t.match(await lab.type('openssl x509 -in late.crt -noout -subject'), /CN ?= ?late/)
    // the cleaner runs once an hour, and the CSR may be too recent for the first run
    clock.advance(60 * MINUTE)
    await lab.type('kubectl get csr')
    clock.advance(60 * MINUTE)
    const gone = await lab.until('kubectl get csr late', /NotFound/)
    t.match(
      gone,
      /Warning: there was a request late; it was cleaned up at 2\S+ \S+ UTC, because issued requests are kept for an hour\. Its certificate still works until 2\S+ \S+ UTC\.\nError from server \(NotFound\)/,
    )
    const told = await lab.explain('late')
    t.match(told, /"late" not found\nthere was a request late; it was cleaned up at/)
    await lab.apply('dropped')
    await lab.type('kubectl delete csr dropped')
    t.match(
      await lab.type('kubectl get csr dropped'),
      /Warning: there was a request dropped; kubernetes-admin deleted it at 2\S+ \S+ UTC\./,
    )
    t.notMatch(await lab.type('kubectl get csr never'), /Warning/)
  })

  await t.test('full hints contain the reason and the page', async (t) => {
    const lab = await Lab.start(t, { hints: 'full' })
    const said = await lab.apply('page', { signerName: 'kubernetes.io/kube-apiserver' })
    t.match(
      said,
      /An approved request stays Approved and never gets a certificate\..*\(see https:\/\/kubernetes\.io\/docs\/reference\/access-authn-authz\/certificate-signing-requests\/#kubernetes-signers\)/,
      'the hint contains the reason and the page',
    )
    await lab.type('kubectl certificate approve page')
    await lab.until(
      'kubectl describe csr page',
      /NobodySigns .*The request will get no certificate\..*\(see https:\/\/kubernetes\.io/,
    )
  })

  await t.test('approving a misspelt name gets a hint with the nearest name', async (t) => {
    await lab.apply('gabriela')
    const said = await lab.type('kubectl certificate approve gabriella')
    t.match(
      said,
      /^Warning: there is no request gabriella, but there is a request gabriela\. .*\n.*NotFound/,
    )
    t.match(await lab.type(advice(said)), /gabriela approved/)
    t.notMatch(await lab.type('kubectl get csr gabriella --as=eve'), /gabriela\b/)
  })
})
