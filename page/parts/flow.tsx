/** The stages of a CSR up to a login. A stage opens to show its steps. */
import { useSignal } from '@preact/signals'
import type { CsrState } from '../feed.ts'
import { shown } from '../../src/apimachinery/text/shown.ts'
import type { Command, RequestView, TraceStep } from '../types.ts'
import { say } from '../words.ts'
import { Commands } from './commands.tsx'

type Progress = 'done' | 'here' | 'toCome' | 'stopped'

interface Stage {
  readonly name: string
  readonly progress: Progress
  readonly steps: readonly Pick<TraceStep, 'passed' | 'text' | 'command'>[]
  readonly commands: readonly Command[]
}

const MARKS: Readonly<Record<Progress, string>> = {
  done: '✓',
  here: '●',
  toCome: '○',
  stopped: '✕',
}

/** The index of the current stage, and whether the CSR ends there. */
const REACHED: Readonly<Record<CsrState, readonly [at: number, isEnd: boolean]>> = {
  pending: [2, false],
  approved: [3, false],
  denied: [2, true],
  failed: [3, true],
  issued: [6, false],
}

export const stagesOf = (
  { explanation, login, isUsed }: RequestView,
  state: CsrState,
  hasNoSigner: boolean,
): Stage[] => {
  if (!explanation.found) return []
  const { steps, certificates } = explanation
  const of = (...names: TraceStep['stage'][]): TraceStep[] =>
    steps.filter(({ stage }) => names.includes(stage))
  const issuer = certificates[0]?.issuer.text
  const all: (readonly [string, Stage['steps']])[] = [
    [say('user'), of('authentication')],
    [say('stageApi'), of('authorization', 'admission', 'validation')],
    [say('stageApprover'), of('approval')],
    [say('signer'), of('signer')],
    [say('stageCa'), issuer === undefined ? [] : [{ passed: true, text: say('caSigned', issuer) }]],
    [say('certificate'), of('certificate')],
    [say('stageLogin'), isUsed ? [{ passed: true, text: say('loggedIn') }] : []],
  ]
  const [reached, ends] = REACHED[state]
  const at = isUsed ? all.length : reached
  const isEnd = ends || (state === 'approved' && hasNoSigner)
  return all.map(([name, stageSteps], i) => ({
    name,
    steps: stageSteps,
    commands: i === all.length - 1 ? login : [],
    progress: i < at ? 'done' : i > at ? 'toCome' : isEnd ? 'stopped' : 'here',
  }))
}

const Steps = ({ steps }: { readonly steps: Stage['steps'] }) => (
  <ul class="steps">
    {steps.map(({ passed, text, command }) => (
      <li key={text} class={passed === false ? 'bad' : ''}>
        <span aria-hidden="true">{passed === undefined ? '…' : passed ? '✓' : '✕'}</span>
        <span>
          {shown(text)}
          {command !== undefined && <code>{shown(command)}</code>}
        </span>
      </li>
    ))}
  </ul>
)

export const Flow = ({ stages }: { readonly stages: readonly Stage[] }) => {
  const at = stages.findIndex(({ progress }) => progress === 'here' || progress === 'stopped')
  const current = at < 0 ? stages.length - 1 : at
  const open = useSignal<number | undefined>(undefined)
  const selected = open.value ?? current
  const stage = stages[selected]
  return (
    <section aria-label={say('flow')}>
      <ol class="flow">
        {stages.map(({ name, progress }, i) => (
          <li key={name} class={progress}>
            <button type="button" aria-pressed={selected === i} onClick={() => (open.value = i)}>
              <span class="dot" aria-hidden="true">
                {MARKS[progress]}
              </span>
              <span>{name}</span>
              <small>{say(progress)}</small>
            </button>
          </li>
        ))}
      </ol>
      <div class="stage" aria-live="polite">
        <h2>{stage?.name}</h2>
        {stage === undefined || stage.steps.length + stage.commands.length === 0 ? (
          <p class="quiet-text">{say('notYet')}</p>
        ) : (
          <Steps steps={stage.steps} />
        )}
        {stage !== undefined && stage.commands.length > 0 && (
          <Commands commands={stage.commands} label={say('loginCommands')} />
        )}
      </div>
    </section>
  )
}
