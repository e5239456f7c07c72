/** Checks the kind of a body (docs/reference/negotiation.md). */
import { parseApiVersion } from '../../../apimachinery/meta.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { SCHEME } from '../../../apimachinery/schemes.ts'
import type { SchemaSet } from '../../../apimachinery/schema/schema-compile.ts'
import type { StructSchema } from '../../../apimachinery/schema/schema.ts'

export interface Expected {
  readonly schemas: SchemaSet
  readonly schema: StructSchema
  /** '' for core */
  readonly group: string
  readonly version: string
  readonly kind: string
  /** Replaces {@link kindProblem} for a kind that is the same in all groups. */
  readonly kindProblem?: (apiVersion: string, kind: string) => string | undefined
}

/** Go types that are not served: they decode, but do not match the URL. */
const REGISTERED_ONLY = new Set(['certificates.k8s.io/v1beta1 CertificateSigningRequest'])

/** Returns why a kind cannot become the expected one; undefined for its other versions. */
export const kindProblem = (
  expected: Expected,
  apiVersion: string,
  kind: string,
): string | undefined => {
  const { group, version } = parseApiVersion(apiVersion)
  const registered =
    expected.schemas.forKind({ group, version, kind }) !== undefined ||
    REGISTERED_ONLY.has(`${apiVersion} ${kind}`)
  if (!registered) {
    return `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme ${goQuote(SCHEME)}`
  }
  if (kind === expected.kind) return undefined
  const internal = `${expected.group === '' ? 'core' : expected.group.split('.')[0]}.${expected.kind}`
  return `converting (${version}.${kind}) to (${internal}): unknown conversion`
}
