/** `serviceaccounts/NAME/token`: issues tokens (`kubectl create token`). */
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { AdmissionChain } from '../../../apiserver/admission/chain.ts'
import { POD_TOKEN_SECONDS } from '../../../apiserver/admission/pod-account.ts'
import { AUTHENTICATION_GROUP, type TokenRequest } from '../../../apis/authentication.ts'
import { formatTime } from '../../../apimachinery/clock.ts'
import { type FieldError, FieldPath, invalid } from '../../../apimachinery/field.ts'
import { checkLookupName } from '../../../apimachinery/schema/lookup-name.ts'
import { type ObjectMeta, parseApiVersion } from '../../../apimachinery/meta.ts'
import type { Pod } from '../../../apis/core.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { badRequest, conflict, invalidObject, notFound } from '../../../apimachinery/status.ts'
import { API_AUDIENCES } from '../../../apiserver/authn/audiences.ts'
import { signJwt } from '../../../apiserver/authn/jwt.ts'
import type { ServiceAccountKey } from '../../../apiserver/authn/service-account-key.ts'
import { type TokenBinding, claimsFor, idOf } from '../../../apiserver/authn/service-account.ts'
import type { FindMetadata, TokenObjects } from '../../../apiserver/authn/service-account-tokens.ts'
import { orderMetadata } from '../../../apiserver/registry/metadata.ts'
import type { PostedResource } from '../../../apiserver/registry/resource.ts'
import { declarePost } from '../../declare.ts'
import { tokenLifetimeErrors } from './token-lifetime.ts'

export interface TokenParts {
  readonly key: ServiceAccountKey
  readonly find: FindMetadata
  /** throws a StatusError if a plugin rejects the request */
  readonly admission: AdmissionChain
  findPod(namespace: string, name: string): Pod | undefined
}

const KIND = 'TokenRequest'
const DEFAULT_SECONDS = 3600

const EXTENDED_SECONDS = 365 * 24 * 3600

/**
 * Mounted API tokens with the default lifetime are valid for a year, because some libraries read
 * them only once (`--service-account-extend-token-expiration`,
 * `pkg/serviceaccount/claims.go`, 1.34).
 */
const lifeOf = (
  seconds: number,
  bound: TokenBinding,
  audiences: readonly string[],
): { seconds: number; warnAfterSeconds?: number } =>
  bound.pod !== undefined &&
  seconds === POD_TOKEN_SECONDS &&
  audiences.every((audience) => API_AUDIENCES.includes(audience))
    ? { seconds: EXTENDED_SECONDS, warnAfterSeconds: seconds }
    : { seconds }

const refuse = (name: string, errors: readonly FieldError[]): void => {
  if (errors.length > 0) throw invalidObject(AUTHENTICATION_GROUP, KIND, name, errors)
}

/** Throws 404 for a missing object, 400 for an invalid name. */
const existing = (
  { find }: TokenParts,
  resource: TokenObjects,
  namespace: string,
  name: string,
): ObjectMeta => {
  checkLookupName(name)
  const found = find(resource, namespace, name)
  if (found === undefined) throw notFound({ group: '', resource }, name)
  return found
}

/**
 * If the pod's node has no Node object, the token names the node without a uid. Throws 400 and
 * 404.
 */
const boundToPod = (
  parts: TokenParts,
  account: string,
  namespace: string,
  name: string,
): [ObjectMeta, TokenBinding] => {
  checkLookupName(name)
  const pod = parts.findPod(namespace, name)
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, name)
  const { serviceAccountName = '', nodeName = '' } = pod.spec
  if (serviceAccountName !== account) {
    throw badRequest(
      `cannot bind token for serviceaccount ${goQuote(account)} to pod running with different serviceaccount name.`,
    )
  }
  const node =
    nodeName === '' ? undefined : (parts.find('nodes', '', nodeName) ?? { name: nodeName })
  return [pod.metadata, { pod: idOf(pod.metadata), ...(node && { node: idOf(node) }) }]
}

/** Throws 400, 404 and 409. */
const boundBy = (
  parts: TokenParts,
  { boundObjectRef }: TokenRequest['spec'],
  account: string,
  namespace: string,
): TokenBinding => {
  if (boundObjectRef === undefined || boundObjectRef === null) return {}
  const { kind = '', apiVersion = '', name = '', uid = '' } = boundObjectRef
  const { group, version } = parseApiVersion(apiVersion)
  const bind = (): [ObjectMeta, TokenBinding] => {
    switch (group === '' ? kind : '') {
      case 'Pod':
        return boundToPod(parts, account, namespace, name)
      case 'Node': {
        const node = existing(parts, 'nodes', '', name)
        return [node, { node: idOf(node) }]
      }
      case 'Secret': {
        const secret = existing(parts, 'secrets', namespace, name)
        return [secret, { secret: idOf(secret) }]
      }
      default:
        throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`)
    }
  }
  const [found, bound] = bind()
  if (uid !== '' && uid !== found.uid) {
    throw conflict(
      { group, resource: kind },
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    )
  }
  return bound
}

/** Throws 400, 404, 409 and 422. */
const accountFor = (
  parts: TokenParts,
  { metadata }: TokenRequest,
  namespace: string,
  name: string,
): ObjectMeta => {
  const { name: own = '', uid = '' } = metadata
  if (own !== '' && own !== name) {
    const path = FieldPath.of('metadata').child('name')
    refuse(name, [invalid(path, own, 'must match the service account name if specified')])
  }
  const account = existing(parts, 'serviceaccounts', namespace, name)
  if (uid === '' || uid === account.uid) return account
  throw conflict(
    { group: AUTHENTICATION_GROUP, resource: KIND },
    name,
    `the UID in the token request (${uid}) does not match the UID of the service account (${account.uid})`,
  )
}

export const serviceAccountToken = (parts: TokenParts): PostedResource =>
  declarePost({
    group: '',
    resource: 'serviceaccounts',
    subresource: 'token',
    namespaced: true,
    kind: KIND,
    kindVersion: { group: AUTHENTICATION_GROUP, version: 'v1' },
    description: 'Issue a token of a ServiceAccount.',
    recordsManagedFields: true,
    applyDefaults: (object): TokenRequest => {
      const request = object as TokenRequest
      const { spec } = request
      return {
        ...request,
        spec: { ...spec, expirationSeconds: spec.expirationSeconds ?? DEFAULT_SECONDS },
      }
    },
    create: async (object, context, namespace, name): Promise<TokenRequest> => {
      const { clock, entropy } = context
      const attributes = {
        context,
        operation: 'CREATE' as const,
        resource: { group: '', resource: 'serviceaccounts' },
        kind: KIND,
        subresource: 'token',
        namespace,
        name,
        oldObject: undefined,
      }
      const request = parts.admission.mutate({ ...attributes, object: object as TokenRequest })
      const account = accountFor(parts, request, namespace, name)
      const { spec } = request
      const audiences = spec.audiences?.length ? spec.audiences : API_AUDIENCES
      const seconds = spec.expirationSeconds ?? DEFAULT_SECONDS
      refuse('', tokenLifetimeErrors(seconds, FieldPath.of('spec', 'expirationSeconds')))
      parts.admission.validate({ ...attributes, object: request })
      const bound = boundBy(parts, spec, name, namespace)
      const { privateKey, kid } = await parts.key.get()
      const now = clock.now()
      const claims = claimsFor({
        account,
        audiences,
        bound,
        now,
        ...lifeOf(seconds, bound, audiences),
        id: entropy.uuid(),
      })
      return {
        ...request,
        metadata: orderMetadata({
          ...request.metadata,
          name,
          namespace,
          ...omitEmpty({ uid: account.uid }),
          creationTimestamp: formatTime(now),
        }),
        spec: {
          audiences,
          expirationSeconds: seconds,
          boundObjectRef: spec.boundObjectRef ?? null,
        },
        status: {
          token: signJwt(claims, privateKey, kid),
          expirationTimestamp: formatTime(now + seconds * 1000),
        },
      }
    },
  })
