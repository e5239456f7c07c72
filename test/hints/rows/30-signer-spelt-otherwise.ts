import type { Row } from '../row.ts'

const CLIENT = 'kubernetes\\.io/kube-apiserver-client'

export const row: Row = {
  mistake: 'a signer without domain, with underscores, capital letters, or of another domain',
  hints: ['signer-malformed'],
  async commit(t, lab) {
    const spelt: [signerName: string, says: string][] = [
      ['kube-apiserver-client', 'the name of a signer begins with its domain and a slash'],
      [
        'kubernetes.io/kube_apiserver_client',
        'the name of a signer has hyphens and no underscores',
      ],
      ['kubernetes.io/Kube-apiserver-client', 'the name of a signer has no capital letters'],
      ['kubernetes.io/legacy-unknown', '.* cannot be asked for any more'],
    ]
    for (const [signerName, says] of spelt) {
      const said = await lab.apply('spelt', { signerName })
      t.match(
        said,
        new RegExp(`^Warning: ${says}.*: write ${CLIENT}\\.\n.*is invalid: `),
        signerName,
      )
      t.equal(said.match(/Warning/g)?.length, 1, 'and nothing of what is to come if it is approved')
    }
    t.match(
      await lab.apply('spelt', { signerName: 'k8s.io/kube-apiserver-client' }),
      new RegExp(`Did you mean ${CLIENT}\\?.*\n.*spelt created`),
    )
  },
}
