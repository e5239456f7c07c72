import { DecodeError, describeJson } from './decode-context.ts'
import { isJsonObject } from '../text/json.ts'

/** What the serializer looks into before it knows the type, as Go prints it. */
const META_TYPE =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'

/**
 * The apiVersion and kind that a body gives, '' where it gives none. Unlike typed decoding this first look does not mind the case of
 * the two names (`k8s.io/apimachinery/pkg/runtime/serializer/json/meta.go`). Throws DecodeError when the body is no object or one of
 * the two is no string; clients see the message after `couldn't get version/kind; json parse error: `.
 */
export const typeMetaOf = (json: unknown): { apiVersion: string; kind: string } => {
  const meta = { apiVersion: '', kind: '' }
  if (json === null) return meta
  if (!isJsonObject(json)) {
    throw new DecodeError(
      `json: cannot unmarshal ${describeJson(json)} into Go value of type ${META_TYPE}`,
    )
  }
  for (const [key, value] of Object.entries(json)) {
    const folded = key.toLowerCase()
    if (value === null || (folded !== 'apiversion' && folded !== 'kind')) continue
    const name = folded === 'kind' ? 'kind' : 'apiVersion'
    if (typeof value !== 'string') {
      throw new DecodeError(
        `json: cannot unmarshal ${describeJson(value)} into Go struct field .${name} of type string`,
      )
    }
    meta[name] = value
  }
  return meta
}
