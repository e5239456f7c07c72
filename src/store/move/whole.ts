/** All that a cluster is, on its way from one engine to another. */
import { OpenError } from '../open.ts'
import { type KeptSnapshot, type Row, type Settings, StoreError } from '../store.ts'

/** A row as it is kept: its bytes have no revision. */
export type BareRow = Pick<Row, 'key' | 'value' | 'revision' | 'createRevision'>

export type WholeSnapshot = Pick<KeptSnapshot, 'name' | 'note' | 'revision'> & {
  readonly entries: readonly Pick<Row, 'key' | 'value'>[]
}

/** What is in a store, at one revision. */
export interface Whole {
  readonly revision: number
  /** in the order of their revisions */
  readonly rows: readonly BareRow[]
  /** as they are kept, so that private ones may be encrypted */
  readonly settings: Pick<Settings, 'get' | 'names'>
  readonly snapshots: readonly WholeSnapshot[]
}

/** What is to be in a store. */
export interface Filling extends Omit<Whole, 'settings'> {
  /** plain */
  readonly settings: Readonly<Record<string, Buffer>>
  /** what encrypts the private ones on their way into the store */
  readonly seal: (settings: Settings) => Promise<Settings>
}

export const byRevision = (a: BareRow, b: BareRow): number => a.revision - b.revision

/** A setting that is there while a store is being filled, and if that was interrupted until it is filled anew. */
export const FILLING = 'migration'

/** Throws OpenError for a store whose filling was interrupted. `path`: where it is. */
export const refuseIncomplete = (settings: Pick<Settings, 'get'>, path: string): void => {
  const mark = settings.get(FILLING)
  if (mark === undefined) return
  const message = `${path} holds a part of a cluster, since csrlab migrate --to ${mark.toString()} was interrupted: run it again, which begins anew`
  throw new OpenError('incomplete', path, message)
}

/** Why a store cannot be filled: it holds something already. */
export class NotEmptyError extends Error {
  override readonly name = 'NotEmptyError'
}

/** Of a write that another process has made in the meantime. */
export const overtaken = (what: string): StoreError =>
  new StoreError('conflict', what, 'another process writes there at the same time')
