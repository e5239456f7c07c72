/** Checks the kind of a body (`k8s.io/apimachinery/pkg/runtime/serializer/json/`). */
import { type GroupVersionKind, parseApiVersion } from '../../../apimachinery/meta.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { SCHEME } from '../../../apimachinery/schemes.ts'
import type { SchemaSet } from '../../../apimachinery/schema/schema-compile.ts'
import type { StructSchema } from '../../../apimachinery/schema/schema.ts'

export interface ExpectedKind {
  readonly schemas: SchemaSet
  readonly schema: StructSchema
  /** '' for core */
  readonly group: string
  readonly version: string
  readonly kind: string
  /** replaces {@link kindProblem} for a kind that exists in all groups */
  readonly kindProblem?: (apiVersion: string, kind: string) => string | undefined
}

/** Types that Go registers but no URL serves: a body decodes, but never matches the URL. */
const REGISTERED_ONLY = new Set(['certificates.k8s.io/v1beta1 CertificateSigningRequest'])

/** Go's name of the internal type, such as `core.ConfigMap`. */
export const internalType = ({ group, kind }: Pick<GroupVersionKind, 'group' | 'kind'>): string =>
  `${group === '' ? 'core' : group.split('.')[0]}.${kind}`

/** Returns the problem; undefined for the expected kind in any registered version. */
export const kindProblem = (
  expected: ExpectedKind,
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
  return `converting (${version}.${kind}) to (${internalType(expected)}): unknown conversion`
}
