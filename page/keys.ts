/** Keyboard shortcuts, inactive while the user types. */
import { signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { deciding } from './decide.ts'
import { go, type Screen } from './route.ts'

type Actions = Readonly<Record<string, () => void>>

const layers: Actions[] = []

/** Registers key handlers at each render; the latest registration takes precedence. */
export const useKeys = (actions: Actions): void =>
  // a layout effect, because a key may be pressed before the next frame
  useLayoutEffect(() => {
    layers.unshift(actions)
    return () => {
      const at = layers.indexOf(actions)
      if (at >= 0) layers.splice(at, 1)
    }
  })

export const isHelpOpen = signal(false)

const isWriting = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select')

/** Whether the browser handles the key: Enter presses the focused link or button. */
const isPressed = ({ target, key }: KeyboardEvent): boolean =>
  key === 'Enter' && target instanceof HTMLElement && target.matches('a, button, summary')

const GO: Readonly<Record<string, Screen>> = {
  i: 'inbox',
  a: 'access',
  l: 'activity',
  c: 'cluster',
  t: 'lab',
}

let isGoing = false

/** whether `/` was pressed on a screen without a search field */
let isFinding = false

const find = (): void => {
  const field = document.querySelector<HTMLInputElement>('#search')
  if (field === null) {
    isFinding = true
    go('inbox')
  } else field.focus()
}

/** Focuses the search field of a screen that `/` has opened. */
export const useFinding = (field: RefObject<HTMLInputElement | null>): void =>
  useLayoutEffect(() => {
    if (isFinding) field.current?.focus()
    isFinding = false
  }, [])

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
  // a dialog handles all keys
  if (deciding.peek() !== undefined || isHelpOpen.peek() || isPressed(event)) return
  isFinding = false
  const screen = isGoing ? GO[key] : undefined
  isGoing = key === 'g' && !isGoing
  if (isGoing) return
  const action =
    screen === undefined
      ? [...layers, ALWAYS].find((one) => Object.hasOwn(one, key))?.[key]
      : () => go(screen)
  if (action === undefined) return
  event.preventDefault()
  action()
}

export const listenToKeys = (): void => window.addEventListener('keydown', press)
