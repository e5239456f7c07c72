/** Reads CSRs from request bodies; only JSON, because kubectl sends JSON. */
import { ManyValues } from '../../apimachinery/text/many-values.ts'
import { isJsonObject, JsonSyntaxError, parseJson } from '../../apimachinery/text/json.ts'

interface SentRequest {
  readonly name: string
  readonly request: string
  /** of any type */
  readonly expirationSeconds: unknown
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Returns undefined if the body is not JSON, has no `spec`, or has too many values. */
export const sentRequest = (body: Buffer): SentRequest | undefined => {
  try {
    const { value } = parseJson(body.toString())
    if (!isJsonObject(value) || !isJsonObject(value['spec'])) return undefined
    const { metadata, spec } = value
    return {
      name: text(isJsonObject(metadata) ? metadata['name'] : undefined),
      request: text(spec['request']),
      expirationSeconds: spec['expirationSeconds'],
    }
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ManyValues) return undefined
    throw error
  }
}
