import type { ReleaseChange } from './changes.ts'
import type { Gates } from './gates.ts'

export interface ReleaseFacts {
  /** `1.36` */
  readonly name: string
  /** default of `/version`: `v1.36.3` */
  readonly version: string
  /** Go version that its binaries are built with */
  readonly goVersion: string
  /** RFC 3339, which clients parse; approximate */
  readonly buildDate: string
  readonly gates: Gates
  /** all changes up to the release */
  readonly changes: readonly ReleaseChange[]
  /** group versions that are not generally available but served by default */
  readonly servedBesides: readonly string[]
}

/** Error for an unknown gate or a forbidden setting; the message is one sentence. */
export class GateError extends Error {
  override readonly name = 'GateError'
}

/** Gates set by an operator; `AllAlpha` and `AllBeta` stand for all gates of their stage. */
export type GateSettings = Readonly<Record<string, boolean>>

const STAGES = { AllAlpha: 'alpha', AllBeta: 'beta' } as const

/** Lookup of a release's gates and changes by name. */
export type ReleaseFeatures = Pick<Release, 'has'>

/** Kubernetes release of a cluster. */
export class Release {
  readonly #facts: ReleaseFacts
  readonly #on: ReadonlySet<string>
  /** `v1.36.3`, as in `/version` */
  readonly version: string

  /** Throws GateError for unknown gates and changes of locked ones. */
  constructor(facts: ReleaseFacts, settings: GateSettings, version: string) {
    this.#facts = facts
    this.version = version
    this.#on = new Set([...facts.changes, ...switchedOn(facts, settings)])
  }

  get name(): string {
    return this.#facts.name
  }

  get goVersion(): string {
    return this.#facts.goVersion
  }

  get buildDate(): string {
    return this.#facts.buildDate
  }

  /** Reports whether a group version is in {@link ReleaseFacts.servedBesides}. */
  servesBesides(groupVersion: string): boolean {
    return this.#facts.servedBesides.includes(groupVersion)
  }

  has(name: GateName | ReleaseChange): boolean {
    return this.#on.has(name)
  }
}

const switchedOn = ({ name: release, gates }: ReleaseFacts, settings: GateSettings): string[] => {
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
