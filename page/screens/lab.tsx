import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { act, lab, lookAtLab } from '../lab.ts'
import { Commands } from '../parts/commands.tsx'
import { Inline, Prose } from '../parts/prose.tsx'
import { Refusal } from '../parts/refusal.tsx'
import { Sure } from '../parts/sure.tsx'
import { shown } from '../../src/apimachinery/text/shown.ts'
import { info, now } from '../session.ts'
import { powershellWord, shellWord } from '../../src/teaching/hints/shell.ts'
import type { LabView } from '../types.ts'
import { howLong, say } from '../words.ts'

const LOOK_MS = 2000

type Outcome = LabView['outcomes'][number]

const OutcomeItem = ({
  outcome: { met, says, notYet, is, wanted },
  isExplained,
}: {
  readonly outcome: Outcome
  readonly isExplained: boolean
}) => (
  <li class={met === true ? 'met' : ''}>
    <span aria-hidden="true">{met === true ? '✓' : '○'}</span>
    <span>
      <span class="unseen">{say(met === true ? 'done' : 'toCome')}: </span>
      <Inline text={says} />
      {isExplained && notYet !== undefined && (
        <small>
          <Inline text={notYet} />
        </small>
      )}
      {isExplained && is !== undefined && (
        <small>
          {say('labIs')}: <code>{shown(is)}</code>
        </small>
      )}
      {isExplained && wanted !== undefined && (
        <small>
          {say('labWanted')}: <code>{shown(wanted)}</code>
        </small>
      )}
    </span>
  </li>
)

const Outcomes = ({ of: { outcomes, time, task } }: { readonly of: LabView }) => {
  const met = outcomes.filter((one) => one.met === true).length
  const isLooked = outcomes.some((one) => one.met !== undefined)
  // only the first unmet outcome is explained
  const first = outcomes.find((one) => one.met === false)
  return (
    <section aria-labelledby="outcomes">
      <h2 id="outcomes">{say('labOutcomes')}</h2>
      <p role="status">
        {met === outcomes.length ? say('labSolved') : say('labCount', met, outcomes.length)}
        {task === undefined && (
          <small>
            {' '}
            {isLooked
              ? say('labLooked', howLong(Math.max(0, now.value - Date.parse(time))))
              : say('labNotLooked')}
          </small>
        )}
      </p>
      <ul class="outcomes">
        {outcomes.map((one) => (
          <OutcomeItem outcome={one} isExplained={one === first} key={one.id} />
        ))}
      </ul>
    </section>
  )
}

const Help = ({ of: { hints = [], outcomes } }: { readonly of: LabView }) => {
  const error = useSignal<unknown>(undefined)
  const run = (what: 'hint' | 'reset') => (): void => {
    error.value = undefined
    act(what).catch((problem: unknown) => (error.value = problem))
  }
  const isSolved = outcomes.every((one) => one.met === true)
  return (
    <section>
      <h2>{say('labHints')}</h2>
      <ol class="hints" aria-live="polite">
        {hints.map((hint) => (
          <li key={hint}>
            <Prose text={hint.replace('\n', '\n\n')} />
          </li>
        ))}
      </ol>
      {error.value !== undefined && <Refusal error={error.value} />}
      <p class="chips">
        {!isSolved && (
          <button type="button" onClick={run('hint')}>
            {say('labHint')}
          </button>
        )}
        <Sure label={say('labReset')} act={run('reset')} />
      </p>
      <p class="quiet-text">{say('labResetAbout')}</p>
    </section>
  )
}

const folderCommands = (folder: string) => [
  {
    bash: `cd ${shellWord(folder)}\nexport KUBECONFIG="$PWD/kubeconfig"`,
    powershell: `cd ${powershellWord(folder)}\n$env:KUBECONFIG = "$PWD/kubeconfig"`,
  },
]

export const Lab = () => {
  useEffect(() => {
    void lookAtLab()
    const timer = setInterval(() => {
      if (!document.hidden) void lookAtLab()
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [])
  const told = lab.value
  if (told === null) return <p class="notice">{say('labNone')}</p>
  const { title, task, minutes, folder, explain } = told
  return (
    <article class="lab">
      <header class="title">
        <h1>{shown(title)}</h1>
        {minutes !== undefined && <span class="quiet-text">{howLong(minutes * 60_000)}</span>}
      </header>
      <div class="columns">
        <div>
          {task !== undefined && (
            <section>
              <h2>{say('labTask')}</h2>
              <Prose text={task} />
            </section>
          )}
          {folder !== undefined && (
            <Commands commands={folderCommands(folder)} label={say('labFolder')} />
          )}
        </div>
        <div>
          <Outcomes of={told} />
          {explain !== undefined && <Prose text={explain} />}
          {task !== undefined && info.value?.readOnly === false && <Help of={told} />}
        </div>
      </div>
    </article>
  )
}
