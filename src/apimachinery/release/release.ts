import type { ReleaseChange } from './changes.ts'

export interface Release {
  /** `1.36` */
  readonly name: string
  /** `v1.36.3`, as in `/version` */
  readonly version: string
  readonly goVersion: string
  /** RFC 3339, approximate */
  readonly buildDate: string
  /** group versions that are not generally available but served by default */
  readonly servedBesides: readonly string[]
  has(name: GateName | ReleaseChange): boolean
}

export type ReleaseFeatures = Pick<Release, 'has'>

/** Error for an unknown gate or a forbidden setting. */
export class GateError extends Error {
  override readonly name = 'GateError'
}

/** `AllAlpha` and `AllBeta` stand for all gates of their stage. */
export type GateSettings = Readonly<Record<string, boolean>>

/** Stage and default of a gate (`k8s.io/component-base/featuregate`); a locked gate stays on. */
export type GateState = 'alpha' | 'betaOff' | 'betaOn' | 'ga' | 'gaLocked'

const STAGES: Readonly<Partial<Record<GateState, string>>> = {
  alpha: 'AllAlpha',
  betaOff: 'AllBeta',
  betaOn: 'AllBeta',
}

/**
 * Returns the names of the gates that are on. Throws GateError for an unknown gate, and for a
 * locked gate that is set to false.
 */
export const switchedOn = (
  release: string,
  gates: ReadonlyMap<string, GateState>,
  settings: GateSettings,
): string[] => {
  for (const [name, on] of Object.entries(settings)) {
    if (Object.values(STAGES).includes(name)) continue
    const state = gates.get(name)
    if (state === undefined) throw new GateError(`unrecognized feature gate: ${name}`)
    if (state === 'gaLocked' && !on) {
      throw new GateError(
        `cannot set feature gate ${name} to false, feature is locked to true in Kubernetes ${release}`,
      )
    }
  }
  return [...gates.keys()].filter((name) => {
    const state = gates.get(name)!
    const stage = STAGES[state]
    return (
      settings[name] ?? (stage && settings[stage]) ?? (state !== 'alpha' && state !== 'betaOff')
    )
  })
}

export type GateName =
  | 'PodCertificateRequest'
  | 'ClusterTrustBundle'
  | 'ConstrainedImpersonation'
  | 'ComponentStatusz'
  | 'ComponentFlagz'
  | 'DeclarativeValidationBeta'
  | 'WatchListCompression'
  | 'ClusterTrustBundleProjection'
  | 'RelaxedServiceNameValidation'
