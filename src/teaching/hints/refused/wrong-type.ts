import { nearest } from '../../../apimachinery/text/nearest.ts'
import { KEY_USAGES } from '../../../ca/usages.ts'
import { onRefusedCsr, UNREADABLE } from '../about.ts'
import { sentRequest } from '../sent-request.ts'
import { usagesFor } from '../usages.ts'

/** Go's error for a field of another JSON type (encoding/json, UnmarshalTypeError). */
const WRONG = /cannot unmarshal \w+ into Go struct field \w+\.(?:spec|metadata)\.(\w+) of type/

/** Texts that YAML reads as numbers or booleans unless they are quoted. */
const TEXTS = new Map([
  ['name', 'metadata.name'],
  ['request', 'spec.request'],
  ['signerName', 'spec.signerName'],
])

/** Returns `- client auth` for `client auth`, and for something else a usage of the signer. */
export const usagesListText = (usages: unknown, signerName: string): string => {
  const first = typeof usages === 'string' ? usages.split(',')[0]!.trim() : ''
  const known = KEY_USAGES.find((usage) => usage === first) ?? nearest(first, KEY_USAGES)
  const [usual = ''] = usagesFor(signerName).usages
  return `spec.usages is a list: write each usage on its own line, with a dash: - ${known ?? usual}`
}

/** A field whose value is of another type, such as a text instead of a list. */
export const wrongType = onRefusedCsr({
  codes: UNREADABLE,
  id: 'wrong-type',
  page: 'signers',
  says: ({ error, body }) => {
    const [, field = ''] = WRONG.exec(error.message) ?? []
    const sent = sentRequest(body)
    if (field === 'usages') return { text: usagesListText(sent?.usages, sent?.signerName ?? '') }
    const path = TEXTS.get(field)
    return path === undefined
      ? undefined
      : { text: `${path} is a text: write it on the same line, and a number in quotes.` }
  },
})
