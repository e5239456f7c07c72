/** Commits of several stores in one transaction, for one fsync. */

export interface RoundCommit {
  /** Throws the disk's error, which refuses the whole round. */
  write(): void
  stored(): void
  refused(cause: unknown): void
}

export class CommitRounds {
  readonly #transaction: (commits: readonly RoundCommit[]) => void
  #waiting: RoundCommit[] = []

  /** `transact`: durable on return, or throws. */
  constructor(transact: (task: () => void) => void) {
    this.#transaction = (commits) =>
      transact(() => {
        for (const commit of commits) commit.write()
      })
  }

  /** Commits at the end of this round of the event loop. */
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
