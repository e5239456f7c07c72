import { DecodeError, describeJson } from './decode-context.ts'
import { isJsonObject } from '../text/json.ts'

/** What the serializer looks into before it knows the type, as Go prints it. */
const META_TYPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/** What a document says that it is; '' where it says nothing. */
export interface TypeMeta {
  readonly apiVersion: string
  readonly kind: string
}

/** How encoding/json matches a name without minding its case: a K may also be the sign for Kelvin, an s the long ſ. */
const NAMES = { apiVersion: /^apiversion$/iu, kind: /^kind$/iu } as const

const nameOf = (key: string): keyof typeof NAMES | undefined => {
  if (NAMES.kind.test(key)) return 'kind'
  return NAMES.apiVersion.test(key) ? 'apiVersion' : undefined
}

/**
 * The apiVersion and kind that a body gives, '' where it gives none. Unlike typed decoding this first look does not mind the case of
 * the two names, the last of which counts (`k8s.io/apimachinery/pkg/runtime/serializer/json/meta.go`). Throws DecodeError when the body is no object or one of
 * the two is no string; clients see the message through {@link noTypeMeta}.
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

/** What clients are told when a document does not say what it is, since it cannot be read. */
export const noTypeMeta = (why: string): string =>
  `couldn't get version/kind; json parse error: ${why}`
