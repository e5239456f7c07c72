import t from 'tap'
import { Lab, lacksTools } from './lab.ts'

t.test('without hints, there are neither warnings nor events', { skip: lacksTools }, async (t) => {
  const lab = await Lab.start(t, { hints: false })
  const object = 'certificatesigningrequest.certificates.k8s.io/typo'
  t.equal(await lab.apply('typo', { signerName: 'kubernetes.io/typo' }), `${object} created\n`)
  t.equal(await lab.type('kubectl certificate approve typo'), `${object} approved\n`)
  t.notMatch(await lab.type('kubectl get events -o name'), /typo/)
  t.notMatch(await lab.type('kubectl get pods --as=john'), /Warning/)
  await lab.type('kubectl delete csr typo')
  t.equal(
    await lab.type('kubectl get csr typo'),
    'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "typo" not found\n',
  )
})
