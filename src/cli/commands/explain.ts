import { type Command, lazy } from '../kit/grammar/command.ts'
import { MANAGEMENT } from '../kit/grammar/shared-options.ts'

export const explain: Command = {
  name: 'explain',
  summary: 'show the history of one request',
  about: [
    "Tells the history of one CertificateSigningRequest: who sent it, the rule that allowed it, admission, validation, approval, the signer's checks, the certificate field by field, and when it will be cleaned up.",
    'Uses the server of KUBECONFIG, or of the data folder here. Exits with 1 if there is no such request.',
  ],
  usage: 'NAME',
  options: MANAGEMENT,
  run: lazy(() => import('../doctor/explain-command.ts'), 'explainCommand'),
}
