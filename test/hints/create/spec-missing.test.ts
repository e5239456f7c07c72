import { specMissing } from '../../../src/hints/create/spec-missing.ts'
import { creating } from '../facts.ts'
import { tells } from '../tells.ts'

const TEXT =
  'there is nothing in spec: request, signerName and usages stand there, indented below the word spec.'

tells(specMissing, 'tutorial', [
  ['all three are there', creating('x')],
  ['none of them', creating('x', { request: '', signerName: '', usages: [] }), TEXT],
  ['only a request', creating('x', { signerName: '', usages: [] })],
  ['only a signer', creating('x', { request: '', usages: [] })],
  ['only usages', creating('x', { request: '', signerName: '' })],
])
