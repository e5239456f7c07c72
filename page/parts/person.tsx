/** A menu that shows the page as another user. */
import { useSignal } from '@preact/signals'
import { shown } from '../../src/apimachinery/text/shown.ts'
import { becomeUser, info, usersToBe } from '../session.ts'
import { say } from '../words.ts'

export const WhoLooks = () => {
  const users = useSignal<readonly string[]>([])
  const me = info.value?.user.name ?? ''
  const find = async (): Promise<void> => {
    const found = await usersToBe().catch(() => [])
    users.value = found.map(({ name }) => name)
  }
  const others = users.value.includes(me) ? users.value : [me, ...users.value]
  return (
    <label class="who">
      <span>{say('switchUser')}</span>
      <select
        value={me}
        onFocus={() => void find()}
        onPointerEnter={() => void find()}
        onChange={(event) => void becomeUser(event.currentTarget.value).catch(find)}
      >
        {others.map((name) => (
          <option value={name} key={name}>
            {shown(name)}
          </option>
        ))}
      </select>
    </label>
  )
}
