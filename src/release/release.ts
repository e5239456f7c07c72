import type { Change } from './changes.ts'

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
  /** all that has changed up to it */
  readonly changes: ReadonlySet<Change>
}

/** The Kubernetes that a cluster is: asked by name for what it has. */
export class Release {
  readonly #facts: ReleaseFacts
  /** `v1.36.3`, as `/version` says it */
  readonly version: string

  constructor(facts: ReleaseFacts, version = facts.version) {
    this.#facts = facts
    this.version = version
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

  /** Whether a change has been made. */
  has(change: Change): boolean {
    return this.#facts.changes.has(change)
  }
}
