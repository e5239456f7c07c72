/** A button for irreversible actions: the first press asks for confirmation. */
import { useSignal } from '@preact/signals'
import { say } from '../words.ts'

export const Sure = ({ label, act }: { readonly label: string; readonly act: () => void }) => {
  const isAsking = useSignal(false)
  return (
    <button
      type="button"
      class={isAsking.value ? 'danger' : ''}
      onBlur={() => (isAsking.value = false)}
      onClick={() => {
        if (isAsking.peek()) act()
        isAsking.value = !isAsking.peek()
      }}
    >
      {isAsking.value ? `${label}. ${say('really')}` : label}
    </button>
  )
}
