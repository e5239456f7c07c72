import t from 'tap'
import { GateError } from '../../../src/apimachinery/release/release.ts'
import {
  DEFAULT_VERSION,
  releaseOf,
  VERSIONS,
} from '../../../src/apimachinery/release/known-releases.ts'

t.test('a version may have a patch level; an unknown version has no release', async (t) => {
  t.equal(releaseOf('v1.36')?.version, 'v1.36.3')
  t.equal(releaseOf('v1.36.1')?.version, 'v1.36.1')
  t.equal(releaseOf('v1.36.4-rc.0+k3s1')?.version, 'v1.36.4-rc.0+k3s1')
  t.equal(releaseOf('v1.36.1')?.name, '1.36')
  t.equal(releaseOf(DEFAULT_VERSION)?.version, DEFAULT_VERSION)
  for (const version of VERSIONS) t.ok(releaseOf(version), version)
  for (const none of ['1.36', 'v1.33', 'v1.36.', 'v1.36.x', 'v2.0', '', 'v1']) {
    t.equal(releaseOf(none), undefined, none)
  }
})

t.test('each release has its gates and changes', async (t) => {
  for (const [gate, ...versions] of [
    ['PodCertificateRequest', 'v1.37'],
    // the recorded 1.34 control plane enabled this gate
    ['ClusterTrustBundle', 'v1.34', 'v1.37'],
    ['ConstrainedImpersonation', 'v1.36', 'v1.37'],
    ['ComponentStatusz', 'v1.36', 'v1.37'],
    ['DeclarativeValidationBeta', 'v1.36', 'v1.37'],
    ['DeleteOptionsBadRequest', 'v1.35', 'v1.36', 'v1.37'],
    ['PodCertificateRequestsV1beta1', 'v1.35', 'v1.36', 'v1.37'],
    ['StubRequests', 'v1.36', 'v1.37'],
    ['PodCertificatesV1', 'v1.37'],
  ] as const)
    t.same(
      VERSIONS.filter((version) => releaseOf(version)!.has(gate)),
      versions,
      gate,
    )
})

t.test('gates are set by name or by stage; a locked gate cannot change', async (t) => {
  const with136 = (settings: Record<string, boolean>) => releaseOf('v1.36', settings)!
  t.ok(with136({ PodCertificateRequest: true }).has('PodCertificateRequest'))
  t.notOk(with136({ ConstrainedImpersonation: false }).has('ConstrainedImpersonation'))
  t.ok(
    with136({ AllBeta: true }).has('PodCertificateRequest'),
    'AllBeta enables a gate that is off by default',
  )
  t.notOk(with136({ AllBeta: false }).has('ConstrainedImpersonation'))
  t.notOk(
    with136({ AllBeta: true, PodCertificateRequest: false }).has('PodCertificateRequest'),
    'a name takes precedence over a stage',
  )
  t.ok(releaseOf('v1.34', { AllAlpha: true })!.has('PodCertificateRequest'))
  t.throws(() => with136({ Nothing: true }), new GateError('unrecognized feature gate: Nothing'))
  t.throws(() => with136({ constructor: true }), GateError)
  t.throws(
    () => with136({ DeclarativeValidation: false }),
    new GateError(
      'cannot set feature gate DeclarativeValidation to false, feature is locked to true in Kubernetes 1.36',
    ),
  )
  t.doesNotThrow(() => with136({ DeclarativeValidation: true }))
})
