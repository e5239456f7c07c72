import { usagesMissing } from '../../../src/hints/create/usages-missing.ts'
import { KUBELET, SERVING } from '../../fixtures/builders.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const without = (): ReturnType<typeof creating> => {
  const facts = creating('x')
  const { usages: _left, signerName: _signer, ...spec } = facts.csr.spec
  return { ...facts, csr: { ...facts.csr, spec: spec as typeof facts.csr.spec } }
}
const write = (purpose: string, usages: string): string =>
  `spec.usages is missing: for ${purpose}, write usages: [${usages}].`

tells(usagesMissing, 'signers', [
  ['one', creating('x', { usages: ['server auth'] })],
  ['none at all', without(), write('a client of the API server', '"client auth"')],
  [
    'none for a client',
    creating('x', { usages: [] }),
    write('a client of the API server', '"client auth"'),
  ],
  [
    'none for a kubelet',
    creating('x', { usages: [], signerName: KUBELET }),
    write("a kubelet's client", '"digital signature", "key encipherment", "client auth"'),
  ],
  [
    "none for a kubelet's server",
    creating('x', { usages: [], signerName: SERVING }),
    write("a kubelet's server", '"digital signature", "key encipherment", "server auth"'),
  ],
  ['nothing in spec at all', creating('x', { request: '', signerName: '', usages: [] })],
])
