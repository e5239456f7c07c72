import { computed, signal } from '@preact/signals'
import { ask, keepSecret, Refused } from './api.ts'
import type { Person, SessionInfo } from './types.ts'

const PATH = '/page/v1/session'

/** `none`: there is no session; `spent`: the link was already used, or has expired. */
export const session = signal<SessionInfo | 'loading' | 'none' | 'spent'>('loading')

export const info = computed(() => (typeof session.value === 'string' ? undefined : session.value))

/** cluster time in milliseconds since the epoch, updated every second while the clock runs */
export const now = signal(Date.now())

/** cluster time minus real time, in milliseconds */
export const ahead = signal(0)

const NOTICEABLE_MS = 3000
export const isClockMoved = computed(
  () => info.value?.isRunning === false || Math.abs(ahead.value) > NOTICEABLE_MS,
)

const take = (told: SessionInfo): void => {
  session.value = told
  ahead.value = told.aheadSeconds * 1000
  now.value = told.isRunning ? Date.now() + ahead.peek() : Date.parse(told.time)
}

/** Redeems the link's token, after removing it from the address. */
const enter = async (): Promise<void> => {
  const token = location.hash.slice(1)
  if (token === '' || token.startsWith('/')) return
  history.replaceState(null, '', `${location.pathname}#/requests`)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
  keepSecret((await ask<{ secret: string }>('POST', PATH, { token })).secret)
}

export const look = async (): Promise<void> => {
  try {
    take(await ask<SessionInfo>('GET', PATH))
  } catch (error) {
    if (error instanceof Refused && session.peek() !== 'spent') session.value = 'none'
  }
}

const arrive = async (): Promise<void> => {
  try {
    await enter()
  } catch (error) {
    if (error instanceof Refused) session.value = 'spent'
  }
  await look()
}

/** The session is polled, because another tab may change the clock or the user. */
const LOOK_MS = 2500
const SECOND_MS = 1000

export const begin = async (): Promise<void> => {
  await arrive()
  // a link opened in the same tab changes only the hash, so the page is not loaded again
  window.addEventListener('hashchange', () => {
    const hash = location.hash.slice(1)
    if (hash !== '' && !hash.startsWith('/')) void arrive()
  })
  setInterval(() => void look(), LOOK_MS)
  setInterval(() => {
    if (info.peek()?.isRunning !== false) now.value = Date.now() + ahead.peek()
  }, SECOND_MS)
}

/** Rejects like `ask`. */
export const becomeUser = async (user: string): Promise<void> =>
  take(await ask<SessionInfo>('PUT', PATH, { user }))

export const usersToBe = async (): Promise<readonly Person[]> =>
  (await ask<{ users: Person[] }>('GET', '/page/v1/users')).users
