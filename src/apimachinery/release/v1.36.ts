/** Kubernetes 1.36: changes from 1.35. */
import { alpha, betaOn, gaLocked } from './gates.ts'
import type { ReleaseFacts } from './release.ts'
import { v135 } from './v1.35.ts'

export const v136: ReleaseFacts = {
  name: '1.36',
  version: 'v1.36.3',
  goVersion: 'go1.26.0',
  buildDate: '2026-04-22T00:00:00Z',
  gates: {
    ...v135.gates,
    ConstrainedImpersonation: betaOn,
    ComponentStatusz: betaOn,
    ComponentFlagz: betaOn,
    DeclarativeValidation: gaLocked,
    DeclarativeValidationBeta: betaOn,
    ExternalServiceAccountTokenSigner: gaLocked,
    ManifestBasedAdmissionControlConfig: alpha,
    ShardedListAndWatch: alpha,
    RelaxedServiceNameValidation: betaOn,
  },
  changes: new Set([
    ...v135.changes,
    'ClaimBindings',
    'DetailedPodStatus',
    'LoopbackCertificateCheck',
    'SchedulingGroups',
    'ShardedLists',
    'StubRequests',
  ]),
  servedBesides: v135.servedBesides,
}
