import { badRequest, notFound } from '../../../src/api/status.ts'
import { unknownField } from '../../../src/hints/refused/unknown-field.ts'
import { refused } from '../facts.ts'
import { tells } from '../tells.ts'

const saying = (message: string, words = 'create certificates.k8s.io/certificatesigningrequests') =>
  refused(words, { error: badRequest(message) })
const unknown = (...fields: string[]) =>
  saying(`strict decoding error: ${fields.map((field) => `unknown field "${field}"`).join(', ')}`)
const write = (field: string, meant: string): string =>
  `a request has no field ${field}: write ${meant}.`

tells(unknownField, 'tutorial', [
  ['spec in the plural', unknown('specs'), write('specs', 'spec')],
  ['other letters', unknown('spec.signername'), write('spec.signername', 'spec.signerName')],
  ['a slip', unknown('spec.usage'), write('spec.usage', 'spec.usages')],
  ['indented too little', unknown('usages'), write('usages', 'spec.usages, indented below spec')],
  ['the second of two', unknown('spec.color', 'spec.requst'), write('spec.requst', 'spec.request')],
  ['like none', unknown('spec.color')],
  ['deeper down', unknown('metadata.label', 'spec.extra.request')],
  ['another error', saying('no')],
  [
    'another refusal',
    refused('create certificates.k8s.io/certificatesigningrequests', {
      error: notFound({ group: '', resource: 'unknown field "specs"' }, 'x'),
    }),
  ],
  ['another resource', saying('unknown field "specs"', 'create core/pods')],
  [
    'one of that name in another group',
    saying('unknown field "specs"', 'create a.b/certificatesigningrequests'),
  ],
])
