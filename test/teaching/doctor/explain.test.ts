import t from 'tap'
import { type } from '../../fixtures/command.ts'
import { ManualClock } from '../../fixtures/clock.ts'
import { unbroken } from '../../fixtures/unbroken.ts'
import { Lab, lacksTools } from '../hints/lab.ts'

t.test('explain shows the history of a CSR', { skip: lacksTools }, async (t) => {
  const lab = await Lab.start(t)
  await lab.request('jane', '/O=devs/CN=jane')
  await lab.type(
    `kubectl create clusterrole asker --verb=create,get,patch --resource=certificatesigningrequests
     kubectl create clusterrolebinding askers --clusterrole=asker --user=ann`,
  )
  lab.manifest('jane', { expirationSeconds: 86_400 })
  await lab.type('kubectl create --as=ann -f jane.yaml')

  await t.test('a pending CSR shows what it waits for', async (t) => {
    await lab.until('kubectl describe csr jane', / Review /)
    const text = unbroken(await lab.explain('jane'))
    for (const says of [
      /^certificatesigningrequest jane\n /,
      /authentication +✓ ann \(groups system:authenticated\) sent the request at 2\S+Z/,
      /authorization +✓ ann may create requests: RBAC: allowed by ClusterRoleBinding "askers" of ClusterRole "asker" to User "ann"\./,
      /admission +✓ CertificateSubjectRestriction: the subject must not contain O=system:masters\./,
      /validation +✓ spec\.request is one PEM request, signed with its own key: CN=jane, O=devs, P-256, key [0-9a-f]{16}\. +✓ spec\.expirationSeconds: 86400, which is 1 day\./,
      /approval +… Check before approval: .*ann requests a certificate for another user.* +… pending: kubectl certificate approve jane/,
      /signer +… the signer will give 1 day, or its own maximum if that is less\. +… kubernetes\.io\/kube-apiserver-client waits for an approval\./,
      /clean-up +… the cleaner deletes the request after 2\S+ \S+ UTC: pending requests are kept for 24 hours\./,
    ])
      t.match(text, says)
    t.notMatch(text, /✗/)
  })

  await t.test('an issued CSR shows all stages and events', async (t) => {
    await lab.issue('jane')
    await lab.until('kubectl describe csr jane', / Issued /)
    const text = unbroken(await lab.explain('csr/jane'))
    for (const says of [
      /approval +✓ Approved by kubernetes-admin with kubectl \(KubectlApprove: .*\) At 2\S+Z\./,
      /✓ kubernetes\.io\/kube-apiserver-client issued the certificate\./,
      /certificate +✓ subject CN=jane, O=devs: the CN is the user, each O a group\./,
      /✓ for the key of the request, [0-9a-f]{16}\./,
      /✓ valid from 2\S+ \S+ UTC until 2\S+ \S+ UTC\./,
      /clean-up +… the cleaner deletes the request after .*: issued requests are kept for an hour\./,
    ])
      t.match(text, says)
    const told = JSON.parse(await lab.explain('jane', '--json'))
    t.match(told, { name: 'jane', found: true })
    const stages = told.steps.map(({ stage }: { stage: string }) => stage)
    t.same(
      [...new Set(stages)],
      [
        'authentication',
        'authorization',
        'admission',
        'validation',
        'approval',
        'signer',
        'certificate',
        'clean-up',
      ],
      'the stages are in the order of processing',
    )
    t.ok(told.steps.every(({ text }: { text: string }) => text !== ''))
    t.same(
      told.events.map(({ reason }: { reason: string }) => reason),
      ['Created', 'Review', 'Approved', 'Issued'],
    )
  })

  await t.test('the problems of a CSR are listed', async (t) => {
    await lab.request('node', '/O=nodes/CN=system:node:node')
    await lab.apply('node', { signerName: 'kubernetes.io/kubelet-serving' })
    const before = unbroken(await lab.explain('node'))
    for (const says of [
      /✗ DNS or IP subjectAltName is required/,
      /✗ usages did not match \[digital signature key encipherment server auth\]/,
      /signer +✗ kubernetes\.io\/kubelet-serving will refuse the request: subject organization is not system:nodes.*openssl req -new -key node\.key/,
    ])
      t.match(before, says)
    await lab.apply('denied', { signerName: 'kubernetes.io/kubelet-serving' })
    await lab.type('kubectl certificate deny denied')
    const denied = unbroken(await lab.explain('denied'))
    t.match(denied, /kubelet-serving would have refused it too: subject organization is not sys/)
    t.notMatch(denied, 'usages did not match', 'only the first rule would have refused it')
    await lab.type('kubectl certificate approve node')
    await lab.until('kubectl get csr node', /Failed/)
    t.match(
      unbroken(await lab.explain('node')),
      /✗ kubernetes\.io\/kubelet-serving refused the request at 2\S+Z: subject organization/,
    )
    await lab.request('unit', '/CN=unit/OU=devs')
    await lab.apply('unit')
    t.match(
      unbroken(await lab.explain('unit')),
      /✗ OU=devs adds no group.* openssl req -new -key unit\.key -subj \/CN=unit\/O=devs -out unit\.csr https:\/\/kubernetes\.io\S+x509-client-certificates approval/,
      'the hint in full, with its page',
    )
    await lab.apply('typo', { signerName: 'kubernetes.io/kube-apiserver' })
    t.match(
      unbroken(await lab.explain('typo')),
      /✗ Kubernetes has no signer kubernetes\.io\/kube-apiserver, so the request gets no certificate\. Did you mean .* kubectl replace --force -f typo\.yaml https:/,
    )
    await lab.type('kubectl certificate deny typo')
    t.match(await lab.explain('typo'), /approval +✗ Denied by kubernetes-admin with kubectl/)
  })

  await t.test('an unknown name, and a missing kubeconfig or argument, are errors', async (t) => {
    t.match(await lab.explain('nobody'), /"nobody" not found/)
    t.match(await type(['explain', 'x', '--kubeconfig', 'gone']), {
      code: 3,
      text: /there is no readable kubeconfig at gone/,
    })
    t.match(await type(['explain']), { code: 2, text: /csrlab explain NAME/ })
  })
})

t.test('explain says that the cleaner has deleted a CSR', { skip: lacksTools }, async (t) => {
  const clock = new ManualClock(Date.now())
  const lab = await Lab.start(t, { clock })
  await lab.apply('late')
  await lab.type('kubectl certificate deny late')
  await lab.until('kubectl describe csr late', / Denied /)
  for (let hours = 0; hours < 2; hours++) {
    clock.advance(61 * 60_000)
    await lab.type('kubectl get csr')
  }
  await lab.until('kubectl get csr late', /NotFound/)
  const told = JSON.parse(await lab.explain('late', '--json'))
  t.match(told, {
    name: 'late',
    found: false,
    warnings: [/it was cleaned up at 2.* UTC, because denied requests are kept for an hour/],
  })
})
