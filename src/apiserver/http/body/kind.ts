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

/** Kinds of all versions, even unknown ones (`AddToGroupVersion`, k8s.io/apimachinery/pkg/apis/meta/v1). */
export const UNVERSIONED: ReadonlySet<string> = new Set([
  'APIGroup',
  'APIGroupList',
  'APIResourceList',
  'APIVersions',
  'Status',
])

/** Kinds of each version that has other kinds (`AddToGroupVersion`). */
const IN_EACH_VERSION: ReadonlySet<string> = new Set([
  'CreateOptions',
  'DeleteOptions',
  'GetOptions',
  'ListOptions',
  'PatchOptions',
  'UpdateOptions',
  'WatchEvent',
])

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
  const isMeta = UNVERSIONED.has(kind) || IN_EACH_VERSION.has(kind)
  const looked = IN_EACH_VERSION.has(kind) ? 'DeleteOptions' : kind
  const registered =
    UNVERSIONED.has(kind) ||
    expected.schemas.forKind({ group, version, kind: looked }) !== undefined ||
    REGISTERED_ONLY.has(`${apiVersion} ${kind}`)
  if (!registered) return notRegistered(apiVersion, kind, SCHEME)
  if (kind === expected.kind) return undefined
  return `converting (${isMeta ? 'v1' : version}.${kind}) to (${internalType(expected)}): unknown conversion`
}

export const notRegistered = (apiVersion: string, kind: string, scheme: string): string =>
  `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme ${goQuote(scheme)}`
