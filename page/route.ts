/** Keeps the current screen in the URL after `#/`, so that links and the Back button work. */
import { computed, signal } from '@preact/signals'

export type Screen = 'lab' | 'inbox' | 'request' | 'certificate' | 'access' | 'activity' | 'cluster'

interface Route {
  readonly screen: Screen
  /** the CSR's name, if the screen is `request` or `certificate` */
  readonly name: string
}

const PATHS: Readonly<Record<Screen, string>> = {
  lab: 'lab',
  inbox: 'requests',
  request: 'requests',
  certificate: 'certificates',
  access: 'access',
  activity: 'activity',
  cluster: 'cluster',
}

const hash = signal(location.hash)
window.addEventListener('hashchange', () => (hash.value = location.hash))

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const parse = (text: string): Route => {
  const [, first = '', name = ''] = text.split('/')
  const screen = (Object.keys(PATHS) as Screen[]).find(
    (one) => PATHS[one] === first && (one === 'request' || one === 'certificate') === (name !== ''),
  )
  return { screen: screen ?? 'inbox', name: decoded(name) }
}

export const route = computed(() => parse(hash.value))

export const linkTo = (screen: Screen, name = ''): string =>
  `#/${PATHS[screen]}${name === '' ? '' : `/${encodeURIComponent(name)}`}`

export const go = (screen: Screen, name = ''): void => {
  location.hash = linkTo(screen, name)
  // does not wait for hashchange: a key may be pressed for the new screen before that event
  hash.value = location.hash
}
