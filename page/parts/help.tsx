import { isHelpOpen } from '../keys.ts'
import type { Words } from '../words/en.ts'
import { say } from '../words.ts'
import { Modal } from './modal.tsx'

const KEYS: readonly (readonly [string, keyof Words])[] = [
  ['j k', 'keyNext'],
  ['Enter', 'keyOpen'],
  ['a', 'approve'],
  ['d', 'deny'],
  ['y', 'raw'],
  ['c', 'certificate'],
  ['/', 'keyFind'],
  ['g i', 'inbox'],
  ['g a', 'access'],
  ['g l', 'activity'],
  ['g c', 'cluster'],
  ['g t', 'lab'],
  ['?', 'keyHelp'],
  ['Esc', 'keyBack'],
]

export const Help = () => (
  <Modal isOpen={isHelpOpen.value} onLeave={() => (isHelpOpen.value = false)} labelledBy="keys">
    <form method="dialog">
      <h2 id="keys">{say('help')}</h2>
      <dl class="keys">
        {KEYS.map(([keys, word]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{say(word)}</dd>
          </div>
        ))}
      </dl>
      <div class="actions">
        <button type="submit">{say('close')}</button>
      </div>
    </form>
  </Modal>
)
