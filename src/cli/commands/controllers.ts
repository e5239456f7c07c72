import { type Command, lazy } from '../kit/grammar/command.ts'
import { CONTROLLERS_GROUPS, CONTROLLERS_OPTIONS } from '../kit/grammar/controllers-options.ts'

export const controllers: Command = {
  name: 'controllers',
  summary: 'run the certificate controllers against any API server',
  about: [
    'Runs the controllers of a cluster (CSR approver, signers and cleaner, service accounts, root CA, namespaces, garbage collector, …) against another Kubernetes API server, 1.30 to 1.37, until Ctrl-C. Waits for the server if it is not up yet.',
    'The API server accepts client certificates of the signers if its --client-ca-file is client-ca.crt of the data folder.',
  ],
  options: CONTROLLERS_OPTIONS,
  groups: CONTROLLERS_GROUPS,
  run: lazy(() => import('../controllers/controllers-command.ts'), 'controllersCommand'),
}
