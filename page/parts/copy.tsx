import { useSignal } from '@preact/signals'
import { tell } from './announcer.tsx'
import { say } from '../words.ts'

const SHOWN_MS = 1600

export const Copy = ({ text, label }: { readonly text: string; readonly label?: string }) => {
  const isDone = useSignal(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    isDone.value = true
    tell(say('copied'))
    setTimeout(() => (isDone.value = false), SHOWN_MS)
  }
  return (
    <button type="button" class="quiet copy" onClick={() => void copy()}>
      {isDone.value ? `✓ ${say('copied')}` : (label ?? say('copy'))}
    </button>
  )
}
