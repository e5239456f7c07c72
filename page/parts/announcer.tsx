/** Announces events to screen readers, one at a time. */
import { signal } from '@preact/signals'

const said = signal('')

export const tell = (text: string): void => {
  said.value = text
}

export const Announcer = () => (
  <div class="unseen" role="status" aria-live="polite">
    {said.value}
  </div>
)
