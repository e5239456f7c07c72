import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'expecting describe to show why it failed',
  hints: ['no-certificate-yet'],
  async commit(t, lab) {
    await lab.apply('why', { usages: '[code signing]' })
    t.match(
      await lab.until('kubectl describe csr why', /WillFail/),
      /Warning +WillFail .*If this is approved, the signer will mark it Failed: invalid usage/,
    )
    await lab.type('kubectl certificate approve why')
    const described = await lab.until('kubectl describe csr why', /The signer refused/)
    const reasons = [...described.matchAll(/^ {2}(?:Normal|Warning) +(\w+)/gm)].map(
      ([, word]) => word,
    )
    t.same(reasons, ['Created', 'Review', 'WillFail', 'Approved', 'Failed'], 'in order')
    t.match(described, /Created by kubernetes-admin for CN=why/)
    t.match(described, /Approved by kubernetes-admin with kubectl \(KubectlApprove/)
    t.match(
      described,
      /The signer refused, and that is final: invalid usage for client certificate: code signing; the request will be cleaned up after 2.* UTC\. Write usages: \["client auth"\] in the manifest, and send it again: kubectl replace --force -f why\.yaml$/m,
    )
  },
}
