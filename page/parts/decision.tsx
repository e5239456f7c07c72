import { useSignal } from '@preact/signals'
import { curlLine, decide, deciding, kubectlLine, type Verdict } from '../decide.ts'
import { shown } from '../../src/apimachinery/text/shown.ts'
import { info } from '../session.ts'
import { rows } from '../rows.ts'
import type { Csr } from '../types.ts'
import { say } from '../words.ts'
import { tell } from './announcer.tsx'
import { Commands } from './commands.tsx'
import { Modal } from './modal.tsx'
import { Refusal } from './refusal.tsx'

const Form = ({ csr, verdict }: { readonly csr: Csr; readonly verdict: Verdict }) => {
  const approves = verdict === 'Approved'
  const reason = useSignal(say(approves ? 'approveDefault' : 'denyDefault'))
  const error = useSignal<unknown>(undefined)
  const isSending = useSignal(false)
  const name = csr.metadata.name ?? ''
  const send = async (): Promise<void> => {
    isSending.value = true
    try {
      await decide(csr, verdict, reason.value)
      tell(say('changedTo', name, say(approves ? 'approved' : 'denied')))
      deciding.value = undefined
    } catch (problem) {
      error.value = problem
    } finally {
      isSending.value = false
    }
  }
  const flags = rows.value.get(csr.metadata.uid ?? '')?.flags ?? []
  const byCurl = curlLine(info.value?.server ?? '', name, verdict, reason.value)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <h2 id="decision">{say(approves ? 'approveTitle' : 'denyTitle', shown(name))}</h2>
      {approves && flags.length > 0 && (
        <ul class="flags">
          {flags.map((flag) => (
            <li key={flag}>{shown(flag)}</li>
          ))}
        </ul>
      )}
      <label class="field">
        <span>{say('reason')}</span>
        <input
          required
          autoComplete="off"
          value={reason.value}
          aria-describedby="reason-hint"
          onInput={(event) => (reason.value = event.currentTarget.value)}
        />
        <small id="reason-hint">{say('reasonHint')}</small>
      </label>
      {error.value !== undefined && <Refusal error={error.value} />}
      <div class="actions">
        <button type="submit" class={approves ? 'primary' : 'danger'} disabled={isSending.value}>
          {say(approves ? 'approve' : 'deny')}
        </button>
        <button type="button" onClick={() => (deciding.value = undefined)}>
          {say('cancel')}
        </button>
      </div>
      <details open>
        <summary>{say('sameByHand')}</summary>
        <Commands commands={[kubectlLine(name, verdict)]} label="kubectl" />
        <Commands commands={[byCurl]} label={say('curlNeeds')} />
      </details>
    </form>
  )
}

export const Decision = () => {
  const asked = deciding.value
  return (
    <Modal
      isOpen={asked !== undefined}
      onLeave={() => (deciding.value = undefined)}
      onShow={(dialog) => dialog.querySelector('input')?.select()}
      labelledBy="decision"
    >
      {asked && <Form {...asked} key={`${asked.csr.metadata.uid} ${asked.verdict}`} />}
    </Modal>
  )
}
