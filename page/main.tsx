/** The page begins: whoever comes by a link is let in, and then sees what there is. */
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

// another user sees other things; whoever comes back goes on where they were
effect(() => {
  if (user.value === undefined || user.value === before) return
  before = user.value
  untracked(() => {
    forgetRows()
    beginFeed()
    void lookAtLab()
  })
})

// what the server says of a request comes in the language of the page
let spoken = language.peek()
effect(() => {
  if (language.value === spoken) return
  spoken = language.value
  untracked(askAnew)
})

listenToKeys()
render(<App />, document.body)
void begin()
