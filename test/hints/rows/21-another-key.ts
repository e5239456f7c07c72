import { unbroken } from '../../fixtures/unbroken.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'a new key, made after the request',
  hints: [],
  async commit(t, lab) {
    await lab.apply('rosa')
    await lab.issue('rosa')
    await lab.type(
      'cp rosa.key old.key && openssl ecparam -name prime256v1 -genkey -noout -out rosa.key',
    )
    const used = await lab.type(
      `kubectl config set-credentials rosa --client-key=rosa.key --client-certificate=rosa.crt --embed-certs=true --kubeconfig=rosa.config
       kubectl config set-cluster c --server=${lab.url} --certificate-authority=ca.crt --embed-certs=true --kubeconfig=rosa.config
       kubectl config set-context c --cluster=c --user=rosa --kubeconfig=rosa.config
       kubectl config use-context c --kubeconfig=rosa.config
       kubectl get csr --kubeconfig=rosa.config`,
    )
    t.match(used, /private key does not match public key/)
    t.match(
      unbroken(lab.doctor('rosa.key', 'old.key', 'rosa.csr', 'rosa.crt')),
      /old\.key, rosa\.csr and rosa\.crt belong together/,
    )
    const without = unbroken(lab.doctor('rosa.key', 'rosa.csr', 'rosa.crt'))
    t.match(without, /rosa\.csr and rosa\.crt are for another key than rosa\.key/)
    t.match(without, /Find the key that made rosa\.csr/)
    t.match(
      unbroken(lab.doctor('rosa.config')),
      /the key and the certificate of rosa do not belong together/,
    )
  },
}
