import { nearest } from '../../apimachinery/text/nearest.ts'

const TOP = ['apiVersion', 'kind', 'metadata', 'spec']
const SPEC = ['request', 'signerName', 'expirationSeconds', 'usages']

/** `spec.signerName` for `spec.signername`; undefined: not similar */
export const similarField = (path: string): string | undefined => {
  const parts = path.split('.')
  const name = parts.at(-1)!
  const isBelowSpec = parts.length === 2 && parts[0] === 'spec'
  if (parts.length > 1 && !isBelowSpec) return undefined
  const inSpec = SPEC.includes(name) ? name : nearest(name, SPEC)
  if (isBelowSpec) return inSpec === undefined ? undefined : `spec.${inSpec}`
  const above = nearest(name, TOP)
  if (above !== undefined) return above
  // indented too little
  return inSpec === undefined ? undefined : `spec.${inSpec}, indented below spec`
}

/** The server sets these fields, and accepts them from clients. */
const TOP_OF_SERVER = ['status']
const SPEC_OF_SERVER = ['username', 'uid', 'groups', 'extra']

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
