import { useSignal } from '@preact/signals'
import { deciding, type Verdict } from '../decide.ts'
import { requestNamed, stateOf } from '../feed.ts'
import { useKeys } from '../keys.ts'
import { Copy } from '../parts/copy.tsx'
import { type Fact, Facts } from '../parts/facts.tsx'
import { Flow, stagesOf } from '../parts/flow.tsx'
import { Refusal } from '../parts/refusal.tsx'
import { State } from '../parts/state.tsx'
import { pointsOf, Timeline } from '../parts/timeline.tsx'
import { go, linkTo } from '../route.ts'
import { rows } from '../rows.ts'
import { shown, shownLines } from '../../src/apimachinery/text/shown.ts'
import { info } from '../session.ts'
import type { Csr, RequestView } from '../types.ts'
import { howLong, say } from '../words.ts'
import { useRequestView } from './request-view.ts'

const factsOf = ({ explanation }: RequestView, { spec }: Csr): Fact[] => {
  const request = explanation.found ? explanation.request : undefined
  return [
    [say('subject'), shown(request?.subject.text ?? '—')],
    [say('names'), shown((request?.names ?? []).join(', ')) || say('none')],
    [say('key'), request === undefined ? '—' : `${request.key.text} · ${request.key.fingerprint}`],
    [say('signer'), shown(spec.signerName)],
    [say('usages'), shown((spec.usages ?? []).join(', '))],
    [
      say('lifetime'),
      spec.expirationSeconds === undefined
        ? say('signerChooses')
        : howLong(spec.expirationSeconds * 1000),
    ],
    [say('requestor'), shown(spec.username ?? '—')],
    [say('groups'), shown((spec.groups ?? []).join(', ')) || say('none')],
  ]
}

const Found = ({ view, csr }: { readonly view: RequestView; readonly csr: Csr }) => {
  const state = stateOf(csr)
  const name = csr.metadata.name ?? ''
  const row = rows.value.get(csr.metadata.uid ?? '')
  const isOpen = useSignal(false)
  const mayDecide = state === 'pending' && info.value?.readOnly === false
  const decide = (verdict: Verdict) => (): void => {
    if (mayDecide) deciding.value = { csr, verdict }
  }
  useKeys({
    a: decide('Approved'),
    d: decide('Denied'),
    c: () => go('certificate', name),
    y: () => (isOpen.value = !isOpen.peek()),
  })
  const hasNoSigner = row?.hasNoSigner === true
  return (
    <article class="request">
      <header class="title">
        <h1>{shown(name)}</h1>
        <State state={state} hasNoSigner={hasNoSigner} />
        <span class="actions">
          {mayDecide && (
            <>
              <button
                type="button"
                class="primary"
                aria-keyshortcuts="a"
                onClick={decide('Approved')}
              >
                {say('approve')}
              </button>
              <button type="button" aria-keyshortcuts="d" onClick={decide('Denied')}>
                {say('deny')}
              </button>
            </>
          )}
          {state === 'issued' && (
            <a class="button primary" href={linkTo('certificate', name)} aria-keyshortcuts="c">
              {say('seeCertificate')}
            </a>
          )}
        </span>
      </header>
      {state === 'pending' && row !== undefined && row.flags.length + row.notes.length > 0 && (
        <ul class="flags">
          {[...row.flags, ...row.notes].map((flag, i) => (
            <li key={flag} class={i < row.flags.length ? '' : 'note'}>
              {shown(flag)}
            </li>
          ))}
        </ul>
      )}
      <Flow stages={stagesOf(view, state, hasNoSigner)} />
      <div class="columns">
        <section>
          <h2>{say('decoded')}</h2>
          <Facts facts={factsOf(view, csr)} />
        </section>
        <section>
          <h2>{say('story')}</h2>
          <Timeline points={pointsOf(view, state)} />
        </section>
      </div>
      <section>
        <h2 class="with-copy">
          {say('raw')} <Copy text={view.yaml ?? ''} />
        </h2>
        <pre class={`yaml ${isOpen.value ? 'open' : ''}`} tabIndex={0}>
          {shownText(view.yaml ?? '')}
        </pre>
        <details class="folded">
          <summary>managedFields</summary>
          <pre class="yaml open" tabIndex={0}>
            {shownText(view.managedFields ?? '')}
          </pre>
        </details>
      </section>
    </article>
  )
}

const shownText = (text: string): string => shownLines(text.split('\n'))

export const Request = ({ name }: { readonly name: string }) => {
  useKeys({ Escape: () => go('inbox') })
  const loaded = useRequestView(name)
  const live = requestNamed(name)
  const { value } = loaded
  if (value.is === 'loading') return <p class="notice">{say('loading')}</p>
  if (value.is === 'refused') return <Refusal error={value.error} />
  const view = value.value
  const csr = live ?? view.object
  if (csr === undefined) return <Gone view={view} />
  return <Found view={view} csr={csr} key={csr.metadata.uid} />
}

export const Gone = ({ view: { explanation } }: { readonly view: RequestView }) => {
  if (explanation.found) return null
  return (
    <section class="empty">
      <h2>{say('gone')}</h2>
      <p class="said">{shown(explanation.message)}</p>
      <Timeline
        points={explanation.events.map(({ at, reason, text }) => ({ at, title: reason, text }))}
      />
    </section>
  )
}
