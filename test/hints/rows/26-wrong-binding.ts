import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'a role in one namespace, its binding in another; a user who is spelt otherwise',
  hints: ['no-rule'],
  async commit(t, lab) {
    await lab.type(
      `kubectl create namespace development
       kubectl create role pod-reader --verb=list --resource=pods
       kubectl create rolebinding read-pods --role=pod-reader --user=maria
       kubectl create rolebinding lost --role=pod-reader --user=mary-ann -n development`,
    )
    const list = (user: string, namespace: string) =>
      lab.type(`kubectl get pods --as=${user} -n ${namespace}`)
    const near = await list('Mariah', 'default')
    t.match(
      near,
      /The binding read-pods is for maria\. If Mariah was meant, add that: kubectl set subject rolebinding/,
    )
    await lab.type(advice(near))
    t.match(await list('Mariah', 'default'), /No resources found/)
    const lost = await list('mary-ann', 'development')
    t.match(
      lost,
      /The binding lost points to the Role pod-reader, which is not there; there is one of that name in default\./,
    )
    await lab.type(advice(lost))
    t.match(await list('mary-ann', 'development'), /No resources found/)
    for (const user of ['zoe', 'yves']) {
      await lab.type(advice(await list(user, 'kube-system')))
      t.match(
        await list(user, 'kube-system'),
        /No resources found/,
        'a role that is there is used again',
      )
    }
  },
}
