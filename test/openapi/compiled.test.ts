import t from 'tap'
import { compileSchemas, zeroOf } from '../../src/api/schema/schema-compile.ts'
import { openapi } from './document.ts'

const compiled = compileSchemas(openapi)

void t.test('every message compiles, with the fields that the document gives it', async (t) => {
  for (const [name, { properties }] of Object.entries(openapi.components.schemas)) {
    if (properties === undefined) continue
    const fields = compiled.forName(name).fields.map((field) => field.name)
    t.same(new Set(fields), new Set(Object.keys(properties)), name)
  }
})

void t.test('what is emitted when nothing is set', async (t) => {
  const empty = (name: string) => JSON.stringify(zeroOf(compiled.forName(name)))
  t.equal(
    empty('io.k8s.api.certificates.v1.CertificateSigningRequest'),
    '{"metadata":{},"spec":{"request":null,"signerName":""},"status":{}}',
  )
  t.equal(
    empty('io.k8s.api.certificates.v1.CertificateSigningRequestCondition'),
    '{"type":"","status":"","lastUpdateTime":null,"lastTransitionTime":null}',
  )
  t.equal(empty('io.k8s.api.rbac.v1.ClusterRole'), '{"metadata":{},"rules":null}')
  t.equal(empty('io.k8s.api.rbac.v1.PolicyRule'), '{"verbs":null}')
  t.equal(
    empty('io.k8s.api.rbac.v1.RoleBinding'),
    '{"metadata":{},"roleRef":{"apiGroup":"","kind":"","name":""}}',
  )
  t.equal(
    empty('io.k8s.api.authentication.v1.TokenRequestSpec'),
    '{"audiences":null,"expirationSeconds":null,"boundObjectRef":null}',
  )
  t.equal(empty('io.k8s.api.authentication.v1.TokenReviewStatus'), '{"user":{}}')
  t.equal(empty('io.k8s.api.authorization.v1.SubjectAccessReviewStatus'), '{"allowed":false}')
  t.equal(
    empty('io.k8s.api.authorization.v1.SubjectRulesReviewStatus'),
    '{"resourceRules":null,"nonResourceRules":null,"incomplete":false}',
  )
  t.equal(
    empty('io.k8s.api.core.v1.Event'),
    '{"metadata":{},"involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,' +
      '"eventTime":null,"reportingComponent":"","reportingInstance":""}',
  )
  t.equal(empty('io.k8s.api.core.v1.Container'), '{"name":"","resources":{}}')
})
