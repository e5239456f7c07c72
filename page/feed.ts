/**
 * Lists the CSRs, then watches them. A broken watch resumes after the last event; after a 403 or
 * 410, the list is read again.
 */
import { batch, computed, signal } from '@preact/signals'
import { ask, open, pause, refusal, Refused, REQUESTS } from './api.ts'
import { tell } from './parts/announcer.tsx'
import { rowsWanted } from './rows.ts'
import { shown } from '../src/apimachinery/text/shown.ts'
import type { Csr } from './types.ts'
import { say } from './words.ts'

type FeedState =
  { readonly is: 'loading' | 'live' | 'lost' } | { readonly is: 'refused'; readonly error: Refused }

export const feed = signal<FeedState>({ is: 'loading' })

const byUid = new Map<string, Csr>()
const changes = signal(0)

/** pending first, then newest */
export const requests = computed(() => {
  void changes.value
  return [...byUid.values()].sort(inOrder)
})

export const requestNamed = (name: string): Csr | undefined =>
  requests.value.find(({ metadata }) => metadata.name === name)

const has = (csr: Csr, type: string): boolean =>
  csr.status?.conditions?.some((one) => one.type === type && one.status === 'True') === true

export type CsrState = 'pending' | 'approved' | 'issued' | 'denied' | 'failed'

export const stateOf = (csr: Csr): CsrState => {
  if (has(csr, 'Denied')) return 'denied'
  if (has(csr, 'Failed')) return 'failed'
  if ((csr.status?.certificate ?? '') !== '') return 'issued'
  return has(csr, 'Approved') ? 'approved' : 'pending'
}

const inOrder = (a: Csr, b: Csr): number => {
  const [first, second] = [stateOf(a) === 'pending', stateOf(b) === 'pending']
  if (first !== second) return first ? -1 : 1
  const [from, to] = [a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '']
  if (from !== to) return from > to ? -1 : 1
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
}

const GONE = 410

interface Event {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: Csr
}

let revision: string | undefined
let ending: AbortController | undefined

const announce = (before: Csr | undefined, object: Csr): void => {
  const name = shown(object.metadata.name ?? '')
  const state = stateOf(object)
  if (before === undefined) tell(say('arrived', name))
  else if (stateOf(before) !== state) tell(say('changedTo', name, say(state)))
}

const apply = ({ type, object }: Event): void => {
  // usually because the resourceVersion was compacted
  if (type === 'ERROR') throw new Refused(GONE, '', [])
  revision = object.metadata.resourceVersion
  const uid = object.metadata.uid ?? ''
  if (type === 'DELETED') byUid.delete(uid)
  else if (type !== 'BOOKMARK') {
    announce(byUid.get(uid), object)
    byUid.set(uid, object)
  }
}

const list = async (signal: AbortSignal): Promise<void> => {
  const told = await ask<{ metadata: { resourceVersion: string }; items: Csr[] }>(
    'GET',
    REQUESTS,
    undefined,
    signal,
  )
  byUid.clear()
  for (const item of told.items) byUid.set(item.metadata.uid ?? '', item)
  revision = told.metadata.resourceVersion
  changed()
}

const changed = (): void => {
  batch(() => {
    changes.value++
    feed.value = { is: 'live' }
  })
  rowsWanted([...byUid.values()])
}

const watch = async (signal: AbortSignal): Promise<void> => {
  const query = new URLSearchParams({
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: revision ?? '',
  })
  const response = await open('GET', `${REQUESTS}?${query.toString()}`, undefined, signal)
  if (!response.ok) throw await refusal(response)
  feed.value = { is: 'live' }
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value = '' } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) apply(JSON.parse(line) as Event)
    if (lines.length > 0) changed()
  }
}

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 4000

/** Returns false if the next try should wait longer. */
const follow = async (signal: AbortSignal): Promise<boolean> => {
  try {
    if (revision === undefined) await list(signal)
    await watch(signal)
    return true
  } catch (error) {
    if (signal.aborted) return true
    if (error instanceof Refused && error.code === GONE) {
      revision = undefined
      return true
    }
    if (error instanceof Refused && error.code === 403) {
      byUid.clear()
      revision = undefined
      changes.value++
      feed.value = { is: 'refused', error }
    } else feed.value = { is: 'lost' }
    return false
  }
}

const run = async (signal: AbortSignal): Promise<void> => {
  for (let wait = FIRST_PAUSE_MS; !signal.aborted;) {
    wait = (await follow(signal)) ? FIRST_PAUSE_MS : Math.min(wait * 2, LONGEST_PAUSE_MS)
    if (!signal.aborted) await pause(wait)
  }
}

export const beginFeed = (): void => {
  ending?.abort()
  ending = new AbortController()
  revision = undefined
  byUid.clear()
  changes.value++
  feed.value = { is: 'loading' }
  void run(ending.signal)
}
