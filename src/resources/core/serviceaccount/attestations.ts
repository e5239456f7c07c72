/** What a request for a token attests: only one for a webhook may (`pkg/apis/authentication/validation/validation.go`, 1.37). */
import { FieldPath, type FieldError, invalid, JsonValue, notSupported } from '../../../api/field.ts'
import type { BoundObjectReference, TokenRequest } from '../../../api/kinds/authentication.ts'
import { dns1123SubdomainErrors } from '../../../api/names.ts'

const SPEC = FieldPath.of('spec')
const PATH = SPEC.child('attestations')

/** The only thing that can be attested: for reviews of which API groups the token is. */
const API_GROUPS = 'admissionReviewAPIGroups'
const ANY_GROUP = '*'

const WEBHOOKS = new Set(['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'])
const WEBHOOK_VERSION = 'admissionregistration.k8s.io/v1'

/** Whether a token is to be bound to the configuration of a webhook. */
export const isWebhook = (reference: BoundObjectReference | null | undefined): boolean =>
  WEBHOOKS.has(reference?.kind ?? '') && reference?.apiVersion === WEBHOOK_VERSION

const groupErrors = (group: string, path: FieldPath): FieldError[] => {
  if (group === '') return [invalid(path, group, 'may not be an empty string')]
  if (group === ANY_GROUP) return []
  return dns1123SubdomainErrors(group).map((text) =>
    invalid(path, group, `must specify a valid API Group: ${text}`),
  )
}

const valueErrors = (key: string, values: readonly string[]): FieldError[] => {
  const path = PATH.key(key)
  if (key !== API_GROUPS) return [notSupported(path, key, [API_GROUPS])]
  const [group = '', ...more] = values
  return values.length === 0 || more.length > 0
    ? [invalid(path, new JsonValue(values), 'must specify a single value')]
    : groupErrors(group, path)
}

const webhookErrors = (
  audiences: readonly string[],
  attestations: TokenRequest['spec']['attestations'],
): FieldError[] => {
  const attested = Object.entries(attestations ?? {})
  return [
    ...(audiences.length === 1
      ? []
      : [
          invalid(
            SPEC.child('audiences'),
            new JsonValue(audiences),
            'must be length 1 when bound to a webhook config',
          ),
        ]),
    ...(attested.length === 1
      ? attested.flatMap(([key, values]) => valueErrors(key, values))
      : [
          invalid(
            PATH,
            new JsonValue(attestations ?? null),
            `webhook bound requests require exactly one ${API_GROUPS} attestation`,
          ),
        ]),
  ]
}

/**
 * What is wrong with the audiences and attestations of a request, its audiences filled in. What is attested where nothing can be is
 * the only thing told of a request: `expiration` is what else is wrong with it.
 */
export const attestationErrors = (
  { boundObjectRef, attestations }: TokenRequest['spec'],
  audiences: readonly string[],
  expiration: readonly FieldError[],
): readonly FieldError[] => {
  if (isWebhook(boundObjectRef)) return [...expiration, ...webhookErrors(audiences, attestations)]
  if (Object.keys(attestations ?? {}).length === 0) return expiration
  return [
    invalid(
      PATH,
      new JsonValue(attestations),
      'attestations may only be specified with a webhook bound object reference',
    ),
  ]
}
