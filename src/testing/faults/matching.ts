import type { StringMap } from '../../apimachinery/meta.ts'
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { ObservedRequest } from '../../apiserver/extensions.ts'
import type { FaultMatch } from './fault.ts'

export interface MatchedObject {
  readonly labels: StringMap
  /** '': none */
  readonly signer: string
}

/** Finds the stored object of a request, or the one in its body. */
export type FindObject = (request: ObservedRequest) => MatchedObject | undefined

const isEither = (wanted: string | undefined, value: string): boolean =>
  wanted === undefined || wanted === value

const objectMatches = ({ labelSelector, signer }: FaultMatch, object: MatchedObject): boolean =>
  isEither(signer, object.signer) && (labelSelector?.matches(object.labels) ?? true)

export const requestMatches = (
  match: FaultMatch,
  request: ObservedRequest,
  find: FindObject,
): boolean => {
  const { info, user, headers } = request
  const { userAgent, labelSelector, signer } = match
  if (
    !isEither(match.user, user.name) ||
    !isEither(match.verb, info.verb) ||
    !isEither(match.resource, info.resource) ||
    !isEither(match.subresource, info.subresource) ||
    !isEither(match.namespace, info.namespace) ||
    !isEither(match.name, info.name) ||
    !(headers['user-agent'] ?? '').startsWith(userAgent ?? '')
  )
    return false
  if (labelSelector === undefined && signer === undefined) return true
  const object = find(request)
  return object !== undefined && objectMatches(match, object)
}

export const csrMatches = (
  match: FaultMatch,
  { metadata, spec }: CertificateSigningRequest,
): boolean =>
  isEither(match.user, spec.username ?? '') &&
  isEither(match.name, metadata.name ?? '') &&
  objectMatches(match, { labels: metadata.labels ?? {}, signer: spec.signerName })
