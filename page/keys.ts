/** Keys that do something wherever one is, unless one is writing. */
import { signal } from '@preact/signals'
import { deciding } from './decide.ts'
import { go, type Screen } from './route.ts'

type Actions = Readonly<Record<string, () => void>>

const layers: Actions[] = []

/** Listens to these from now on, before those that listened earlier; returns how to end it. */
export const onKeys = (actions: Actions): (() => void) => {
  layers.unshift(actions)
  return () => {
    const at = layers.indexOf(actions)
    if (at >= 0) layers.splice(at, 1)
  }
}

/** Whether the list of keys is open. */
export const isHelpOpen = signal(false)

const isWriting = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select')

/** What has keys of its own: Enter presses a button. */
const isPressed = ({ target, key }: KeyboardEvent): boolean =>
  key === 'Enter' && target instanceof HTMLElement && target.matches('a, button, summary')

const GO: Readonly<Record<string, Screen>> = {
  i: 'inbox',
  a: 'access',
  l: 'activity',
  c: 'cluster',
}

let isGoing = false

const find = (): void => {
  const field = document.querySelector<HTMLInputElement>('#search')
  if (field === null) {
    go('inbox')
    setTimeout(() => document.querySelector<HTMLInputElement>('#search')?.focus(), 50)
  } else field.focus()
}

const ALWAYS: Actions = {
  '/': find,
  '?': () => (isHelpOpen.value = true),
}

const press = (event: KeyboardEvent): void => {
  const { key } = event
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (isWriting(event)) {
    if (key === 'Escape' && deciding.peek() === undefined) (event.target as HTMLElement).blur()
    return
  }
  // a dialog has the keys to itself
  if (deciding.peek() !== undefined || isHelpOpen.peek() || isPressed(event)) return
  const screen = isGoing ? GO[key] : undefined
  isGoing = key === 'g' && !isGoing
  if (isGoing) return
  const action =
    screen === undefined
      ? ([...layers, ALWAYS].find((one) => Object.hasOwn(one, key))?.[key] ?? undefined)
      : () => go(screen)
  if (action === undefined) return
  event.preventDefault()
  action()
}

export const listenToKeys = (): void => window.addEventListener('keydown', press)
