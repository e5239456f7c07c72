import type { ReleaseChange } from './changes.ts'
import type { Gates } from './gates.ts'

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

const STAGES = { AllAlpha: 'alpha', AllBeta: 'beta' } as const

/** Throws GateError for unknown gates and changes of locked ones. */
export const switchedOn = (release: string, gates: Gates, settings: GateSettings): string[] => {
  for (const [name, on] of Object.entries(settings)) {
    if (Object.hasOwn(STAGES, name)) continue
    const gate = Object.hasOwn(gates, name) ? gates[name] : undefined
    if (gate === undefined) throw new GateError(`unrecognized feature gate: ${name}`)
    if (gate.locked === true && gate.on !== on) {
      throw new GateError(
        `cannot set feature gate ${name} to ${on}, feature is locked to ${gate.on} in Kubernetes ${release}`,
      )
    }
  }
  return Object.entries(gates)
    .filter(([name, { stage, on, locked }]) => {
      if (locked === true) return on
      const ofStage = Object.entries(STAGES).find(([, of]) => of === stage)?.[0]
      return settings[name] ?? (ofStage === undefined ? undefined : settings[ofStage]) ?? on
    })
    .map(([name]) => name)
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
