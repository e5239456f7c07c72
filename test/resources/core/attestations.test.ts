import t from 'tap'
import { startServer } from '../../fixtures/server.ts'
import { fieldErrorText } from '../../../src/api/field.ts'
import type { TokenRequest } from '../../../src/api/kinds/authentication.ts'
import { attestationErrors } from '../../../src/resources/core/serviceaccount/attestations.ts'

const WEBHOOK = {
  kind: 'ValidatingWebhookConfiguration',
  apiVersion: 'admissionregistration.k8s.io/v1',
  name: 'w',
}

t.test('what may be attested, and to whom', async (t) => {
  const SUBDOMAIN =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
  const late = [{ reason: 'FieldValueInvalid' as const, field: 'spec.x', body: 'wrong' }]
  const errorsOf = (spec: TokenRequest['spec'], audiences = ['w'], expiration = late.slice(1)) =>
    attestationErrors(spec, audiences, expiration).map(fieldErrorText)
  const groups = (...values: string[]) => ({
    boundObjectRef: WEBHOOK,
    attestations: { admissionReviewAPIGroups: values },
  })
  const at = 'spec.attestations[admissionReviewAPIGroups]'

  t.strictSame(errorsOf({}), [])
  t.strictSame(errorsOf({ attestations: {} }, ['w'], late), ['spec.x: wrong'])
  t.strictSame(errorsOf(groups('apps')), [])
  t.strictSame(errorsOf(groups('*')), [])
  t.strictSame(errorsOf(groups('apps'), ['a', 'b'], late), [
    'spec.x: wrong',
    'spec.audiences: Invalid value: ["a","b"]: must be length 1 when bound to a webhook config',
  ])
  t.strictSame(errorsOf(groups('')), [`${at}: Invalid value: "": may not be an empty string`])
  t.strictSame(errorsOf(groups('a', 'b')), [
    `${at}: Invalid value: ["a","b"]: must specify a single value`,
  ])
  t.strictSame(errorsOf(groups('A')), [
    `${at}: Invalid value: "A": must specify a valid API Group: ${SUBDOMAIN}`,
  ])
  t.strictSame(errorsOf({ boundObjectRef: WEBHOOK, attestations: { other: ['a'] } }), [
    'spec.attestations[other]: Unsupported value: "other": supported values: "admissionReviewAPIGroups"',
  ])
  t.strictSame(errorsOf({ boundObjectRef: WEBHOOK }), [
    'spec.attestations: Invalid value: null: webhook bound requests require exactly one admissionReviewAPIGroups attestation',
  ])
  t.strictSame(errorsOf({ attestations: { a: ['b'] } }, ['w'], late), [
    'spec.attestations: Invalid value: {"a":["b"]}: attestations may only be specified with a webhook bound object reference',
  ])
})

t.test('the field is there since 1.37', async (t) => {
  const spec = { attestations: { admissionReviewAPIGroups: ['apps'] } }
  const answersOf = async (kubernetesVersion: string, more: object = {}) => {
    const server = await startServer(t, { kubernetesVersion })
    const at = '/api/v1/namespaces/default/serviceaccounts/default/token?fieldValidation=Strict'
    await server.until(
      at.replace('/token?fieldValidation=Strict', ''),
      (body) => body.kind !== 'Status',
    )
    const body = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { ...spec, ...more },
    }
    const answer = await server.post(at, body)
    return `${answer.code} ${answer.body.message}`
  }
  t.match(await answersOf('v1.36'), /^400 .*unknown field "spec.attestations"$/)
  t.match(
    await answersOf('v1.37'),
    '422 TokenRequest.authentication.k8s.io "" is invalid: spec.att',
  )
  t.equal(
    await answersOf('v1.37', { boundObjectRef: WEBHOOK, audiences: ['w'] }),
    '400 cannot bind token to object of type admissionregistration.k8s.io/v1, Kind=ValidatingWebhookConfiguration (feature gate APIServerWebhookAuthenticationToken is disabled)',
  )
})
