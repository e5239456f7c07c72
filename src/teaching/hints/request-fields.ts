/** Which fields the manifest of a request has, and which one was probably meant by another name. Pure. */
import { nearest } from '../../apimachinery/text/nearest.ts'

/** Of a CertificateSigningRequest, those that people write. */
const TOP = ['apiVersion', 'kind', 'metadata', 'spec']
const SPEC = ['request', 'signerName', 'expirationSeconds', 'usages']

/** `spec.signerName` for `spec.signername` or `signerName`; undefined when it is like none. */
export const meantField = (path: string): string | undefined => {
  const parts = path.split('.')
  const name = parts.at(-1)!
  const isBelowSpec = parts.length === 2 && parts[0] === 'spec'
  if (parts.length > 1 && !isBelowSpec) return undefined
  const inSpec = SPEC.includes(name) ? name : nearest(name, SPEC)
  if (isBelowSpec) return inSpec === undefined ? undefined : `spec.${inSpec}`
  const above = nearest(name, TOP)
  if (above !== undefined) return above
  // indented too little, so that it stands beside spec
  return inSpec === undefined ? undefined : `spec.${inSpec}, indented below spec`
}

/** What the server puts in, and takes back without a word. */
const TOP_OF_SERVER = ['status']
const SPEC_OF_SERVER = ['username', 'uid', 'groups', 'extra']

/** The paths of the fields of a manifest that a request does not have. */
export const fieldsUnknown = (manifest: object): string[] => {
  const beyond = (object: unknown, known: readonly string[]): string[] =>
    typeof object === 'object' && object !== null
      ? Object.keys(object).filter((field) => !known.includes(field))
      : []
  const { spec } = manifest as { readonly spec?: unknown }
  return [
    ...beyond(manifest, [...TOP, ...TOP_OF_SERVER]),
    ...beyond(spec, [...SPEC, ...SPEC_OF_SERVER]).map((field) => `spec.${field}`),
  ]
}
