import type { Change } from './changes.ts'
import type { Gates } from './gates.ts'

/** What a minor version of Kubernetes is, as data: a file of this folder for each. */
export interface ReleaseFacts {
  /** `1.36` */
  readonly name: string
  /** what `/version` says when no patch level is asked for: `v1.36.3` */
  readonly version: string
  /** a Go of the series that its binaries are built with */
  readonly goVersion: string
  /** RFC 3339, about when the release came out: clients parse it, and no build of csrlab is the real one */
  readonly buildDate: string
  readonly gates: Gates
  /** all that has changed up to it */
  readonly changes: ReadonlySet<Change>
  /** group versions that are served although they are not generally available, unless `--runtime-config` says otherwise */
  readonly servedBesides: ReadonlySet<string>
}

/** A gate or a setting of gates that the release does not have; the message is one sentence. */
export class GateError extends Error {
  override readonly name = 'GateError'
}

/** Gates as an operator sets them: by name, on or off; `AllAlpha` and `AllBeta` stand for all of their stage. */
export type GateSettings = Readonly<Record<string, boolean>>

const STAGES = { AllAlpha: 'alpha', AllBeta: 'beta' } as const

/** Answers whether a release has a feature or a change. */
export type ReleaseFeatures = Pick<Release, 'has'>

/** The Kubernetes that a cluster is: asked by name for what it has. */
export class Release {
  readonly #facts: ReleaseFacts
  readonly #on: ReadonlySet<string>
  /** `v1.36.3`, as `/version` says it */
  readonly version: string
  /** as the operator has set them */
  readonly settings: GateSettings

  /** Throws GateError for settings of gates that the release does not know, or holds fast. */
  constructor(facts: ReleaseFacts, settings: GateSettings = {}, version = facts.version) {
    this.#facts = facts
    this.version = version
    this.settings = { ...settings }
    this.#on = new Set([...facts.changes, ...switchedOn(facts, settings)])
  }

  /** `1.36` */
  get name(): string {
    return this.#facts.name
  }

  get goVersion(): string {
    return this.#facts.goVersion
  }

  get buildDate(): string {
    return this.#facts.buildDate
  }

  /** Whether a group version that is not generally available is served when nobody asks for it. */
  servesBesides(groupVersion: string): boolean {
    return this.#facts.servedBesides.has(groupVersion)
  }

  /** Whether a gate is on, or a change has been made. */
  has(name: GateName | Change): boolean {
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

/** The gates that code asks for. */
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
