/** Starts the page. Exchanges the secret in the page's address for a session. */
import { computed, effect, untracked } from '@preact/signals'
import { render } from 'preact'
import { App } from './app.tsx'
import { listenToKeys } from './keys.ts'
import { beginFeed } from './feed.ts'
import { lookAtLab } from './lab.ts'
import { askAnew, forgetRows } from './rows.ts'
import { begin, info } from './session.ts'
import { language } from './words.ts'

const user = computed(() => info.value?.user.name)

let before: string | undefined

// another user has other permissions, so everything is loaded again
effect(() => {
  if (user.value === undefined || user.value === before) return
  before = user.value
  untracked(() => {
    forgetRows()
    beginFeed()
    void lookAtLab()
  })
})

// the server writes hints in the page's language
let spoken = language.peek()
effect(() => {
  if (language.value === spoken) return
  spoken = language.value
  untracked(askAnew)
})

listenToKeys()
render(<App />, document.body)
void begin()
