/** The commits of several stores in one transaction: for the disk, many that write at once cost what one does. */

/** A commit that takes part. */
export interface RoundCommit {
  /** Writes down what waits. Throws what the disk says no with: then nothing of the whole round is stored. */
  write(): void
  /** All of it is durable. */
  stored(): void
  /** Nothing of it was stored. */
  refused(cause: unknown): void
}

export class CommitRounds {
  readonly #transaction: (commits: readonly RoundCommit[]) => void
  #waiting: RoundCommit[] = []

  /** `transact`: does what it is given in a transaction that is durable on return, or throws and does nothing. */
  constructor(transact: (task: () => void) => void) {
    this.#transaction = (commits) =>
      transact(() => {
        for (const commit of commits) commit.write()
      })
  }

  /** Commits with all others that come in this turn of the event loop. */
  join(commit: RoundCommit): void {
    if (this.#waiting.push(commit) === 1) setImmediate(() => this.#run())
  }

  #run(): void {
    const commits = this.#waiting
    this.#waiting = []
    try {
      this.#transaction(commits)
    } catch (cause) {
      for (const commit of commits) commit.refused(cause)
      return
    }
    for (const commit of commits) commit.stored()
  }
}
