import { signal } from '@preact/signals'
import { ask, REQUESTS } from './api.ts'
import { powershellWord, shellWord } from '../src/teaching/hints/shell.ts'
import type { Command, Condition, Csr } from './types.ts'

export type Verdict = 'Approved' | 'Denied'

export const deciding = signal<{ readonly csr: Csr; readonly verdict: Verdict } | undefined>(
  undefined,
)

const REASONS: Readonly<Record<Verdict, string>> = { Approved: 'PageApprove', Denied: 'PageDeny' }

const condition = (verdict: Verdict, message: string): Condition => ({
  type: verdict,
  status: 'True',
  reason: REASONS[verdict],
  message,
})

const pathOf = (name: string): string => `${REQUESTS}/${encodeURIComponent(name)}`

/** Rejects like `ask`: 403 without permission, 409 on a conflict. */
export const decide = async (csr: Csr, verdict: Verdict, message: string): Promise<Csr> => {
  const conditions = [...(csr.status?.conditions ?? []), condition(verdict, message)]
  return ask<Csr>('PUT', `${pathOf(csr.metadata.name ?? '')}/approval`, {
    ...csr,
    // list items lack apiVersion and kind
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    status: { ...csr.status, conditions },
  })
}

/** The kubectl command. It takes no reason or message: kubectl sets its own. */
export const kubectlLine = (name: string, verdict: Verdict): Command => {
  const start = `kubectl certificate ${verdict === 'Approved' ? 'approve' : 'deny'} `
  return { bash: start + shellWord(name), powershell: start + powershellWord(name) }
}

/** The command line that reads the CSR, adds a condition, and writes the result. */
export const curlLine = (
  server: string,
  name: string,
  verdict: Verdict,
  message: string,
): Command => {
  const url = `${server}${pathOf(name)}`
  const added = `.status.conditions += [${JSON.stringify(condition(verdict, message))}]`
  const asking = (curl: string, word: (text: string) => string): string => {
    const access = '--cacert ca.crt -H "Authorization: Bearer $TOKEN"'
    return `${curl} -s ${access} ${word(url)} | jq ${word(added)} | ${curl} -s ${access} -X PUT -H 'Content-Type: application/json' --data-binary '@-' ${word(`${url}/approval`)}`
  }
  return { bash: asking('curl', shellWord), powershell: asking('curl.exe', powershellWord) }
}
