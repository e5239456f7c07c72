import { unbroken } from '../../fixtures/unbroken.ts'
import { Lab } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'the CA of another cluster in the kubeconfig',
  hints: [],
  async commit(t, lab) {
    const other = await Lab.start(t)
    lab.write('other-ca.crt', other.read('ca.crt'))
    const used = await lab.type(
      `cp kubeconfig mixed.config
       kubectl config set-cluster kubernetes --server=${lab.url} --certificate-authority=other-ca.crt --embed-certs=true --kubeconfig=mixed.config
       kubectl get csr --kubeconfig=mixed.config`,
    )
    t.match(used, /certificate signed by unknown authority/)
    const said = unbroken(lab.doctor('mixed.config'))
    t.match(
      said,
      /the certificate of kubernetes-admin was issued by CN=kubernetes, and the CA of the cluster in this file is CN=kubernetes \(SHA-256 [0-9a-f]{16}\): the same name, but another key/,
    )
    t.match(
      unbroken(lab.doctor('ca.crt', 'other-ca.crt')),
      /CA certificate, CN=kubernetes.*key [0-9a-f]{16}.*CA certificate, CN=kubernetes.*key [0-9a-f]{16}/,
    )
  },
}
