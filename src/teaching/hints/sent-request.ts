/** Reads CSRs from request bodies: JSON (kubectl), or YAML (often curl). */
import { ManyValues } from '../../apimachinery/text/many-values.ts'
import { readYamlIfSound } from '../../apimachinery/text/yaml/files.ts'
import { isJsonObject, JsonSyntaxError, parseJson } from '../../apimachinery/text/json.ts'

interface SentRequest {
  readonly name: string
  readonly request: string
  readonly signerName: string
  /** of any type */
  readonly expirationSeconds: unknown
  /** of any type */
  readonly usages: unknown
}

/** Longer YAML is not read, since that takes too long. In bytes. */
const MAX_YAML = 64 * 1024

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const objectIn = (body: Buffer): unknown => {
  const sent = body.toString()
  if (/^\s*[[{]/.test(sent)) return parseJson(sent).value
  return body.length <= MAX_YAML ? readYamlIfSound(sent) : undefined
}

/** Returns undefined if the body is unreadable, has no `spec`, or has too many values. */
export const sentRequest = (body: Buffer): SentRequest | undefined => {
  try {
    const value = objectIn(body)
    if (!isJsonObject(value) || !isJsonObject(value['spec'])) return undefined
    const { metadata, spec } = value
    return {
      name: text(isJsonObject(metadata) ? metadata['name'] : undefined),
      request: text(spec['request']),
      signerName: text(spec['signerName']),
      expirationSeconds: spec['expirationSeconds'],
      usages: spec['usages'],
    }
  } catch (error) {
    if (error instanceof JsonSyntaxError || error instanceof ManyValues) return undefined
    throw error
  }
}
