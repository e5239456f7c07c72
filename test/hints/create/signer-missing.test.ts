import { signerMissing } from '../../../src/hints/create/signer-missing.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const TEXT =
  'spec.signerName is missing: for who logs in to the API server, it is kubernetes.io/kube-apiserver-client.'
const WHY =
  'For a node it is kubernetes.io/kube-apiserver-client-kubelet, for the TLS port of a kubelet kubernetes.io/kubelet-serving.'
const without = (): ReturnType<typeof creating> => {
  const facts = creating('x')
  const { signerName: _left, ...spec } = facts.csr.spec
  return { ...facts, csr: { ...facts.csr, spec: spec as typeof facts.csr.spec } }
}

tells(signerMissing, 'signers', [
  ['one is named', creating('x')],
  ['one that there is not', creating('x', { signerName: 'example.com/mine' })],
  ['an empty one', creating('x', { signerName: '' }), TEXT, undefined, WHY],
  ['none', without(), TEXT, undefined, WHY],
  ['nothing in spec at all', creating('x', { request: '', signerName: '', usages: [] })],
])
