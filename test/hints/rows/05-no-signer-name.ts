import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'no signerName',
  hints: ['signer-missing'],
  async commit(t, lab) {
    const said = await lab.apply('unsigned', { signerName: '' })
    t.match(
      said,
      /Warning: spec\.signerName is missing: for who logs in to the API server, it is kubernetes\.io\/kube-apiserver-client\.\n/,
    )
    t.match(said, /spec\.signerName: Required value/)
  },
}
