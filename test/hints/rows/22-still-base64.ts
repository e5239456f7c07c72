import { unbroken } from '../../fixtures/unbroken.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'the certificate left in base64',
  hints: [],
  async commit(t, lab) {
    await lab.apply('coded')
    await lab.issue('coded')
    await lab.type("kubectl get csr coded -o jsonpath='{.status.certificate}' > coded.crt")
    const used = await lab.type(
      `cp kubeconfig coded.config
       kubectl config set-credentials coded --client-key=coded.key --client-certificate=coded.crt --embed-certs=true --kubeconfig=coded.config
       kubectl get csr --user=coded --kubeconfig=coded.config`,
    )
    t.match(used, /failed to find any PEM data/)
    const said = lab.doctor('coded.key', 'coded.crt')
    t.match(
      unbroken(said),
      /coded\.crt: it is base64 text, and whoever reads this file wants the PEM inside/,
    )
    const [, command = ''] = /^ {4}(base64 -d .*)$/m.exec(said) ?? []
    await lab.type(command)
    t.match(unbroken(lab.doctor('coded.key', 'coded.crt')), /belong together.*\n\nAll is well\./)
  },
}
