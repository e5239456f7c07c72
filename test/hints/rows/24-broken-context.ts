import { unbroken } from '../../fixtures/unbroken.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'a context without a cluster, or with a wrong name',
  hints: [],
  async commit(t, lab) {
    await lab.type(
      `cp kubeconfig lost.config
       kubectl config set-context lost --user=kubernetes-admin --kubeconfig=lost.config
       kubectl config use-context lost --kubeconfig=lost.config`,
    )
    const get = 'kubectl get csr --kubeconfig=lost.config --request-timeout=60s'
    t.match(await lab.type(get), /localhost:8080/)
    t.match(
      unbroken(lab.doctor('lost.config')),
      /the context lost names no cluster\. kubectl config set-context lost --cluster=/,
    )
    await lab.type('kubectl config set-context lost --cluster=kubernets --kubeconfig=lost.config')
    t.match(await lab.type(get), /localhost:8080|cluster "kubernets" does not exist/)
    const said = lab.doctor('lost.config')
    t.match(
      unbroken(said),
      /the context lost names the cluster kubernets, which is not in the file: it has kubernetes\./,
    )
    const [, command = ''] = /^ {4}(kubectl config .*)$/m.exec(said) ?? []
    await lab.type(command)
    t.match(await lab.type(get), /NAME +AGE/)
    t.match(unbroken(lab.doctor('lost.config')), /All is well\./)
  },
}
