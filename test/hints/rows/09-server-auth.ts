import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'server auth, with the signer of clients',
  hints: ['will-fail', 'approved-in-vain'],
  async commit(t, lab) {
    const said = await lab.apply('web', { usages: '[server auth]' })
    t.match(
      said,
      /Warning: if this is approved, the signer will mark it Failed: invalid usage for client certificate: server auth\. Write usages: \["client auth"\] in the manifest, and send it again: kubectl replace/,
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
    t.match(node, /will mark it Failed: subject organization is not system:nodes/)
    await lab.type(advice(node))
    lab.manifest('kubelet', {
      signerName: 'kubernetes.io/kubelet-serving',
      usages: '[digital signature, server auth]',
    })
    t.equal(
      await lab.type('kubectl replace --force -f kubelet.yaml'),
      'certificatesigningrequest.certificates.k8s.io "kubelet" deleted\ncertificatesigningrequest.certificates.k8s.io/kubelet replaced\n',
      'the request that the command makes is one that the signer takes',
    )
  },
}
