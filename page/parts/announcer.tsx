/** Announces texts to screen readers. A new text replaces the previous one. */
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
