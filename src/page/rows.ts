/** What the inbox shows of requests besides the objects themselves, which the browser has: what is inside `spec.request`, and what is odd. */
import type { CertificateSigningRequest } from '../api/kinds/certificates.ts'
import type { ClusterRoleBinding, RoleBinding } from '../api/kinds/rbac.ts'
import { badRequest } from '../api/status.ts'
import type { Binding } from '../authz/subject-index.ts'
import { type DecodedRequest, decodedRequest } from '../doctor/decoded.ts'
import type { RbacView } from '../hints/cluster.ts'
import { requestIn } from '../hints/key-of.ts'
import { predictedProblem } from '../hints/prediction.ts'
import { reviewCard } from '../hints/review-card.ts'
import type { AsUser, PageParts } from './parts.ts'

export interface Row {
  readonly uid: string
  /** undefined: it cannot be read */
  readonly request?: Omit<DecodedRequest, 'der'>
  /** what speaks against approving, a sentence each */
  readonly flags: readonly string[]
  /** what is good to know */
  readonly notes: readonly string[]
}

const RBAC = '/apis/rbac.authorization.k8s.io/v1'

const bindingsAt = async (asker: AsUser, resource: string): Promise<Binding[] | undefined> => {
  const { code, body } = await asker.inject('GET', `${RBAC}/${resource}`)
  if (code >= 300) return undefined
  const { items } = body as unknown as { items: (ClusterRoleBinding | RoleBinding)[] }
  return items.map(({ metadata, subjects = [], roleRef }) => ({
    name: metadata.name ?? '',
    namespace: metadata.namespace ?? '',
    subjects,
    roleRef,
  }))
}

/** The bindings, as far as the user may list them: whoever may not is told nothing of them, as anywhere else. */
const visibleBindings = async (
  asker: AsUser,
): Promise<Pick<RbacView, 'bindings' | 'isSubject'>> => {
  const ofCluster = await bindingsAt(asker, 'clusterrolebindings')
  const ofNamespaces = await bindingsAt(asker, 'rolebindings')
  const all = [...(ofCluster ?? []), ...(ofNamespaces ?? [])]
  const isWhole = ofCluster !== undefined && ofNamespaces !== undefined
  const known = new Set(
    all.flatMap(({ subjects }) => subjects.map(({ kind, name }) => `${kind} ${name}`)),
  )
  return {
    bindings: () => all,
    // of what nobody can see, nobody says that it is not there
    isSubject: (kind, name) => !isWhole || known.has(`${kind} ${name}`),
  }
}

const isRequest = (item: unknown): item is CertificateSigningRequest => {
  const { metadata, spec } = (item ?? {}) as Partial<CertificateSigningRequest>
  return typeof metadata?.uid === 'string' && typeof spec?.signerName === 'string'
}

/** Rows of objects that the user has read, in their order. Throws the StatusError 400 for what is no such object. */
export const rowsOf = async (
  asker: AsUser,
  items: unknown,
  { maximumSeconds }: Pick<PageParts, 'maximumSeconds'>,
): Promise<Row[]> => {
  if (!Array.isArray(items) || !items.every(isRequest))
    throw badRequest('items: a list of CertificateSigningRequests')
  const view = { rbac: await visibleBindings(asker), maximumSeconds }
  return items.map((csr) => {
    const request = requestIn(csr)
    const unmet = predictedProblem(csr, request)
    const card = reviewCard(csr, request, view)
    const { der: _, ...decoded } = request === undefined ? { der: '' } : decodedRequest(request)
    return {
      uid: csr.metadata.uid!,
      ...(request && { request: decoded as Omit<DecodedRequest, 'der'> }),
      flags: [
        ...(card?.flags ?? []),
        ...(unmet === undefined
          ? []
          : [`If this is approved, the signer will mark it Failed: ${unmet.problem}.`]),
      ],
      notes: card?.notes ?? [],
    }
  })
}
