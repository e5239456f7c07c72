import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'no signerName',
  hints: ['signer-missing'],
  async commit(t, lab) {
    const said = await lab.apply('unsigned', { signerName: '' })
    t.match(
      said,
      /Warning: spec\.signerName says who is to sign\. For a user .* write kubernetes\.io\/kube-apiserver-client; for a node, kubernetes\.io\/kube-apiserver-client-kubelet; .* kubernetes\.io\/kubelet-serving/,
    )
    t.match(said, /spec\.signerName: Required value/)
  },
}
