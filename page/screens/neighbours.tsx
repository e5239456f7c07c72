/** The other clusters of whoever runs this one. */
import { ask } from '../api.ts'
import { Copy } from '../parts/copy.tsx'
import { useLoaded } from '../parts/load.ts'
import { Refusal } from '../parts/refusal.tsx'
import { seen } from '../seen.ts'
import { info } from '../session.ts'
import { bashWord } from '../shell-word.ts'
import type { Neighbour } from '../types.ts'
import { say } from '../words.ts'

const find = (signal: AbortSignal): Promise<{ readonly clusters?: readonly Neighbour[] }> =>
  ask('GET', '/page/v1/clusters', undefined, signal)

const Row = ({ of: { name, isRunning, server, kubeconfig } }: { readonly of: Neighbour }) => {
  const isThis = server === info.value?.server
  return (
    <li>
      <span>
        <span aria-hidden="true">{isRunning ? '●' : '○'} </span>
        <b>{seen(name)}</b>{' '}
        <small>{say(isThis ? 'thisOne' : isRunning ? 'runs' : 'stoppedCluster')}</small>
        {server !== undefined && <small class="address">{seen(server)}</small>}
      </span>
      {isRunning && !isThis && kubeconfig !== undefined && (
        <Copy
          text={`npx csrlab ui --kubeconfig ${bashWord(kubeconfig)}`}
          label={say('copyOpening')}
        />
      )}
    </li>
  )
}

export const Neighbours = () => {
  const { value } = useLoaded(find, info.value?.user.name)
  if (value.is === 'loading') return null
  if (value.is === 'there' && value.value.clusters === undefined) return null
  return (
    <section>
      <h2>{say('neighbours')}</h2>
      {value.is === 'refused' && <Refusal error={value.error} />}
      {value.is === 'there' && value.value.clusters?.length === 0 && (
        <p class="quiet-text">{say('none')}</p>
      )}
      <ul class="list">
        {value.is === 'there' &&
          value.value.clusters?.map((one) => <Row of={one} key={`${one.name} ${one.server}`} />)}
      </ul>
    </section>
  )
}
