import { type Command, lazy } from '../kit/grammar/command.ts'
import { CLUSTER, DATA_FOLDER, JSON_OUTPUT, KUBECONFIG } from '../kit/grammar/shared-options.ts'

export const wait: Command = {
  name: 'wait',
  summary: 'wait until a cluster is ready',
  about: [
    'Waits for the cluster whose data folder is here, or for the in-memory cluster that was started here; it may start later. Exits with 1 if the cluster is not ready in time.',
  ],
  options: {
    timeout: { value: '30s', help: 'how long to wait' },
    ...CLUSTER,
    ...DATA_FOLDER,
    ...KUBECONFIG,
    ...JSON_OUTPUT,
  },
  run: lazy(() => import('../clusters/wait-command.ts'), 'waitCommand'),
}
