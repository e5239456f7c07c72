/** What stands in a body that the server did not take, as far as it is JSON: kubectl sends that. */
import { ManyValues } from '../../apimachinery/text/many-values.ts'
import { isJsonObject, JsonSyntaxError, parseJson } from '../../apimachinery/text/json.ts'

interface SentRequest {
  readonly name: string
  /** `spec.request`, whatever it is */
  readonly request: string
  readonly signerName: string
  /** `spec.expirationSeconds`, whatever it is */
  readonly expirationSeconds: unknown
}

const text = (object: Record<string, unknown>, field: string): string => {
  const value = Object.hasOwn(object, field) ? object[field] : ''
  return typeof value === 'string' ? value : ''
}

/** Undefined when it is no request, or is not JSON, or so much that nothing is explained. */
export const sentRequest = (body: Buffer): SentRequest | undefined => {
  try {
    const { value } = parseJson(body.toString())
    if (!isJsonObject(value) || !isJsonObject(value['spec'])) return undefined
    const metadata = isJsonObject(value['metadata']) ? value['metadata'] : {}
    const { spec } = value
    return {
      name: text(metadata, 'name'),
      request: text(spec, 'request'),
      signerName: text(spec, 'signerName'),
      expirationSeconds: Object.hasOwn(spec, 'expirationSeconds')
        ? spec['expirationSeconds']
        : undefined,
    }
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ManyValues) return undefined
    throw error
  }
}
