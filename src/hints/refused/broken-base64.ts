import { CERTIFICATES_GROUP } from '../../api/certificates.ts'
import { isJsonObject, JsonSyntaxError, parseJson } from '../../api/json.ts'
import type { RefusedFacts } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { base64Fault } from '../base64-fault.ts'
import { fileOf } from '../file-name.ts'

interface Sent {
  readonly name: string
  readonly request: string
}

/** The name and the request in a body that could not be decoded, as far as it is JSON. */
const sentIn = (body: Buffer): Sent | undefined => {
  try {
    const { value } = parseJson(body.toString())
    if (!isJsonObject(value) || !isJsonObject(value['spec'])) return undefined
    const { request } = value['spec']
    const metadata = isJsonObject(value['metadata']) ? value['metadata'] : {}
    const name = 'name' in metadata && typeof metadata['name'] === 'string' ? metadata['name'] : ''
    return typeof request === 'string' ? { name, request } : undefined
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }
}

export const brokenBase64: Hint<RefusedFacts> = {
  id: 'broken-base64',
  page: PAGES.tutorial,
  says: ({ error, apiGroup, resource, body }) => {
    if (error.code !== 400 || apiGroup !== CERTIFICATES_GROUP) return undefined
    if (resource !== 'certificatesigningrequests' || !error.message.includes('illegal base64'))
      return undefined
    const sent = sentIn(body)
    if (sent === undefined) return undefined
    const file = fileOf(sent.name)
    return `${base64Fault(sent.request)}: base64 -w0 < ${file}.csr (macOS: base64 < ${file}.csr | tr -d '\\n') prints what belongs there.`
  },
}
