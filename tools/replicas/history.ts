/** What clients did and saw, as it is written down: one JSON object a line. Shares nothing with what is judged by it. */
import { readFileSync } from 'node:fs'

/** A change that a client asked for, or a read. Each written value is another one. */
export interface Operation {
  readonly client: string
  readonly op: 'create' | 'update' | 'delete' | 'get'
  readonly key: string
  /** when it was sent and when it was answered, in milliseconds of one clock; the end of one that never was answered is left out */
  readonly start: number
  readonly end?: number
  /**
   * `done`: as it was asked; `refused`: it exists already, or is at another revision than the expected one; `missing`: there is
   * none; `unknown`: it may have been done, or be done later
   */
  readonly result: 'done' | 'refused' | 'missing' | 'unknown'
  /** what is written or read */
  readonly value?: string
  /** the revision of what was written or read; of a delete it is not told */
  readonly revision?: number
  /** the revision that an update or delete builds on; default: any */
  readonly expected?: number
}

/** A watch event. */
export interface Seen {
  readonly watch: string
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly key: string
  readonly revision: number
  readonly value: string
}

/** Where a watch began: it has to show all that comes after this revision. */
export interface Began {
  readonly watch: string
  readonly after: number
}

/** Up to where a watch has shown everything, in the end. */
export interface Ended {
  readonly watch: string
  readonly upTo: number
}

export interface History {
  readonly operations: readonly Operation[]
  readonly began: readonly Began[]
  readonly seen: readonly Seen[]
  readonly ended: readonly Ended[]
}

export type Line = Operation | Seen | Began | Ended

export const historyOf = (lines: Iterable<Line>): History => {
  const history = {
    operations: [] as Operation[],
    began: [] as Began[],
    seen: [] as Seen[],
    ended: [] as Ended[],
  }
  for (const line of lines) {
    if ('op' in line) history.operations.push(line)
    else if ('type' in line) history.seen.push(line)
    else if ('after' in line) history.began.push(line)
    else history.ended.push(line)
  }
  return history
}

export const readHistory = (path: string): History =>
  historyOf(
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line),
  )
