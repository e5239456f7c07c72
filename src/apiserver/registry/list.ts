import { omitEmpty } from '../../apimachinery/omit-empty.ts'
import { type ClusterTime, realTime } from '../../apimachinery/clock.ts'
import type { KubeObject } from '../../apimachinery/meta.ts'
import { badRequest, expired, plainError, StatusError } from '../../apimachinery/status.ts'
import { type Caller, type Steps, Portion } from '../../apimachinery/turns.ts'
import { type ObjectStore, type Row, type Snapshot, StoreError } from '../../storage/store.ts'
import { decodeContinueToken, encodeContinueToken } from './continue-token.ts'
import { tooLargeResourceVersion } from './errors.ts'
import { listPrefix, objectKey } from './keys.ts'
import {
  selectedName,
  selectionCost,
  selects,
  selectsEverything,
  type Selection,
} from './selection.ts'
import { refreshOf } from './guaranteed-write.ts'
import type { RegistryState } from './state.ts'

export interface ListRequest {
  readonly namespace: string
  readonly selection: Selection
  /** 0: no limit */
  readonly limit: number
  readonly continueToken: string
  /** '' (newest), '0' (any) or a decimal number */
  readonly resourceVersion: string
  /** '' | 'Exact' | 'NotOlderThan'; already validated against resourceVersion */
  readonly resourceVersionMatch: string
}

export interface ListResult {
  readonly revision: number
  readonly rows: readonly Row[]
  readonly continueToken: string
  /** undefined with selectors and on the last chunk */
  readonly remaining?: number | undefined
}

/** as in the real server */
const FRESHNESS_TIMEOUT_MS = 3000
const FRESHNESS_POLL_MS = 50

const DIGITS = /^\d+$/

/** Returns the number of a resourceVersion; undefined if it is invalid. */
export const revisionIn = (text: string): number | undefined =>
  DIGITS.test(text) && Number(text) < 2 ** 63 ? Number(text) : undefined

/** Returns 0 for ''. For an invalid text, throws `refuse(problem)` with Go's ParseUint error. */
export const parseResourceVersion = (
  text: string,
  refuse: (problem: string) => Error = plainError,
): number => {
  const revision = text === '' ? 0 : revisionIn(text)
  if (revision !== undefined) return revision
  const why = DIGITS.test(text) ? 'value out of range' : 'invalid syntax'
  throw refuse(`strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`)
}

/** Parses the resourceVersion of a read. */
export const askedRevision = (text: string, refuse: (why: string) => Error = plainError): number =>
  parseResourceVersion(text, (problem) =>
    refuse(`resourceVersion: Invalid value: ${JSON.stringify(text)}: ${problem}`),
  )

/**
 * Waits until the store has reached `revision`. Rejects with the 504 after three seconds, a 503 if
 * the store is unreachable, and the signal's reason once the caller aborts.
 */
export const reachRevision = async (
  store: ObjectStore,
  clock: ClusterTime,
  revision: number,
  caller?: Caller,
): Promise<void> => {
  if (store.revision >= revision) return
  // another replica may have written the revision
  await refreshOf(store)?.()
  const patience = realTime(clock)
  const deadline = patience.now() + FRESHNESS_TIMEOUT_MS
  while (store.revision < revision) {
    if (patience.now() >= deadline) throw tooLargeResourceVersion(revision, store.revision, 1)
    await new Promise<void>((resolve) => patience.after(FRESHNESS_POLL_MS, resolve))
    caller?.signal.throwIfAborted()
  }
}

const EXPIRED_CONTINUE =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the ' +
  'continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with ' +
  'the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the ' +
  'first chunk was returned and now may show up in the list.'

/** A 410 whose token continues at the same key in the newest state. */
const expiredContinue = (start: string): StatusError => {
  const { status } = expired(EXPIRED_CONTINUE)
  return new StatusError({
    ...status,
    metadata: { continue: encodeContinueToken({ revision: -1, start }) },
  })
}

const rangeOf = async (
  { resource, store }: RegistryState<KubeObject>,
  clock: ClusterTime,
  request: ListRequest,
  caller: Caller | undefined,
) => {
  const prefix = listPrefix(resource, request.namespace)
  if (request.continueToken !== '') {
    const token = decodeContinueToken(request.continueToken)
    if (request.resourceVersion !== '' && request.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue')
    }
    // another replica may have made the token
    await reachRevision(store, clock, token.revision, caller)
    return {
      prefix,
      start: `${prefix}${token.start}`,
      revision: token.revision < 0 ? undefined : token.revision,
    }
  }
  const revision = askedRevision(request.resourceVersion, (why) =>
    badRequest(`invalid resource version: ${why}`),
  )
  if (revision === 0) return { prefix, start: prefix, revision: undefined }
  const isExact =
    request.resourceVersionMatch === 'Exact' ||
    (request.resourceVersionMatch === '' && request.limit > 0)
  if (!isExact) {
    await reachRevision(store, clock, revision, caller)
    return { prefix, start: prefix, revision: undefined }
  }
  // etcd answers, at once, instead of the watch cache (`GetList`, storage/etcd3/store.go)
  if (store.revision < revision) await refreshOf(store)?.()
  if (store.revision < revision) throw tooLargeResourceVersion(revision, store.revision)
  return { prefix, start: prefix, revision }
}

/** Adds selected candidates to `rows`; returns false if they exceed `limit` (0: no limit). */
function* selected<T extends KubeObject>(
  state: RegistryState<T>,
  selection: Selection,
  candidates: readonly Row[],
  limit: number,
  rows: Row[],
): Steps<boolean> {
  const portion = new Portion()
  const cost = selectionCost(selection)
  for (const row of candidates) {
    if (portion.add(row.value.length + cost)) yield
    if (!selects(state.resource, selection, state.objects.get(row))) continue
    if (limit > 0 && rows.length === limit) return false
    rows.push(row)
  }
  return true
}

/** Number of rows in the first read for a chunk with selectors; each later read doubles it. */
const LOOKED_AT = 1000

/**
 * Returns one chunk of a list (`k8s.io/apiserver/pkg/storage/etcd3/store.go`). Rejects with 400
 * and 410 StatusErrors, and the errors of {@link reachRevision}.
 */
export const listObjects = async <T extends KubeObject>(
  state: RegistryState<T>,
  clock: ClusterTime,
  request: ListRequest,
  caller?: Caller,
): Promise<ListResult> => {
  const { resource, collection, store, turns } = state
  const { selection } = request
  const range = await rangeOf(state, clock, request, caller)
  // The real watch cache answers resourceVersion=0, without chunks.
  const limit = request.resourceVersion === '0' ? 0 : request.limit
  const gone = (): StatusError =>
    request.continueToken === ''
      ? expired('The resourceVersion for the provided list is too old.')
      : expiredContinue(range.start.slice(range.prefix.length))
  // a real server would have compacted older revisions, even if this store still has them
  const oldest = Math.max(store.compacted, state.listHistory?.oldest ?? 0)
  if (range.revision !== undefined && range.revision < oldest) throw gone()
  const read = (start: string, count?: number, revision = range.revision): Snapshot => {
    try {
      return collection.list({
        prefix: range.prefix,
        start,
        ...omitEmpty({ limit: count, revision }),
      })
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'compacted') throw error
      throw gone()
    }
  }
  const tokenAfter = (row: Row, revision: number): string =>
    encodeContinueToken({ revision, start: `${row.key.slice(range.prefix.length)}\u0000` })

  if (selectsEverything(selection)) {
    const { rows, revision, remaining } = read(range.start, limit > 0 ? limit : undefined)
    const continueToken = remaining === 0 ? '' : tokenAfter(rows.at(-1)!, revision)
    return { revision, rows, continueToken, remaining: remaining || undefined }
  }

  const name = selectedName(selection.fields)
  const single = name !== undefined && (!resource.namespaced || request.namespace !== '')
  if (single && range.revision === undefined && request.continueToken === '') {
    const row = collection.get(objectKey(resource, request.namespace, name))
    const isSelected = row !== undefined && selects(resource, selection, state.objects.get(row))
    const rows = isSelected ? [row] : []
    return { revision: store.revision, rows, continueToken: '' }
  }
  const rows: Row[] = []
  let { start, revision } = range
  for (let count = LOOKED_AT; ; count *= 2) {
    const found = read(start, limit > 0 ? count : undefined, revision)
    revision = found.revision
    const all = await turns.run(selected(state, selection, found.rows, limit, rows), caller)
    if (!all) {
      const continueToken = tokenAfter(rows.at(-1)!, revision)
      return { revision, rows, continueToken }
    }
    if (limit === 0 || found.remaining === 0) return { revision, rows, continueToken: '' }
    start = `${found.rows.at(-1)!.key}\u0000`
  }
}
