/** The lab that this cluster was started for: its outcomes, ticked as its own commands find them. */
import { Commands } from '../parts/commands.tsx'
import { useRepeated } from '../parts/repeat.ts'
import { ask } from '../api.ts'
import { seen } from '../seen.ts'
import { info, now } from '../session.ts'
import type { LabReport } from '../types.ts'
import { howLong, say } from '../words.ts'

const LOOK_MS = 1500

const WATCH = [{ bash: 'csrlab lab watch', powershell: 'csrlab lab watch' }]

const read = (signal: AbortSignal): Promise<{ readonly lab: LabReport | null }> =>
  ask('GET', '/csrlab/v1/lab', undefined, signal)

type Outcome = LabReport['outcomes'][number]

const OutcomeItem = ({
  outcome: { met, says, notYet, is, wanted },
}: {
  readonly outcome: Outcome
}) => (
  <li class={met === true ? 'met' : ''}>
    <span aria-hidden="true">{met === true ? '✓' : '○'}</span>
    <span>
      <span class="unseen">{say(met === true ? 'done' : 'toCome')}: </span>
      {seen(says)}
      {notYet !== undefined && <small>{seen(notYet)}</small>}
      {is !== undefined && (
        <small>
          {say('labIs')}: {seen(is)}
        </small>
      )}
      {wanted !== undefined && (
        <small>
          {say('labWanted')}: {seen(wanted)}
        </small>
      )}
    </span>
  </li>
)

export const Lab = () => {
  const { value } = useRepeated(read, LOOK_MS, info.value?.user.name)
  if (value.is !== 'there' || value.value.lab === null) return null
  const { title, outcomes, time } = value.value.lab
  const met = outcomes.filter((one) => one.met === true).length
  const isLooked = outcomes.some((one) => one.met !== undefined)
  // whoever waits at the prompt sees the first that is missing
  const first = outcomes.find((one) => one.met === false)
  return (
    <section aria-labelledby="lab">
      <h2 id="lab">{say('lab')}</h2>
      <h3>{seen(title)}</h3>
      <p role="status">
        {met === outcomes.length ? say('labSolved') : say('labCount', met, outcomes.length)}
        <small>
          {' '}
          {isLooked
            ? say('labLooked', howLong(Math.max(0, now.value - Date.parse(time))))
            : say('labNotLooked')}
        </small>
      </p>
      <ul class="outcomes">
        {outcomes.map((one) => (
          <OutcomeItem
            outcome={
              one === first || one.met !== false
                ? one
                : { ...one, notYet: undefined, is: undefined, wanted: undefined }
            }
            key={one.id}
          />
        ))}
      </ul>
      {met < outcomes.length && <Commands commands={WATCH} label={say('labWatch')} />}
    </section>
  )
}
