import { describeJson } from './decode-context.ts'
import { DecodeError } from '../text/decode-error.ts'
import { isJsonObject } from '../text/json.ts'

/** Go's name of the struct that the serializer decodes first. */
const META_TYPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** An absent field is ''. */
export interface TypeMeta {
  readonly apiVersion: string
  readonly kind: string
}

/** encoding/json ignores case, and matches the Kelvin sign for k and the long ſ for s. */
const NAMES = { apiVersion: /^apiversion$/iu, kind: /^kind$/iu } as const

const nameOf = (key: string): keyof TypeMeta | undefined => {
  if (key === 'kind' || key === 'apiVersion') return key
  if (NAMES.kind.test(key)) return 'kind'
  return NAMES.apiVersion.test(key) ? 'apiVersion' : undefined
}

/**
 * Ignores the case of field names; the last match that is not null wins
 * (`k8s.io/apimachinery/pkg/runtime/serializer/json/meta.go`). Throws DecodeError for a body that
 * is neither an object nor null, and for an apiVersion or kind that is neither a string nor null.
 */
export const typeMetaOf = (json: unknown): TypeMeta => {
  const meta = { apiVersion: '', kind: '' }
  if (json === null) return meta
  if (!isJsonObject(json)) {
    throw new DecodeError(
      `json: cannot unmarshal ${describeJson(json)} into Go value of type ${META_TYPE}`,
    )
  }
  for (const [key, value] of Object.entries(json)) {
    const name = nameOf(key)
    if (name === undefined || value === null) continue
    if (typeof value !== 'string') {
      throw new DecodeError(
        `json: cannot unmarshal ${describeJson(value)} into Go struct field .${name} of type string`,
      )
    }
    meta[name] = value
  }
  return meta
}

export const noTypeMeta = (why: string): string =>
  `couldn't get version/kind; json parse error: ${why}`
