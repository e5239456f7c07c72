import { type Command, lazy } from '../kit/grammar/command.ts'
import { JSON_OUTPUT } from '../kit/grammar/shared-options.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'inspect keys, requests, certificates and other files',
  about: [
    'Tells you what each file is (key, request, certificate, base64, manifest, kubeconfig), which files match, what is broken, and the command that fixes it. Without files, inspects the current kubeconfig.',
    'Works with files of any cluster, sends nothing over the network, and never prints a private key. Exits with 0 only if nothing is wrong.',
  ],
  usage: '[FILE…]',
  offer: 'file',
  options: JSON_OUTPUT,
  run: lazy(() => import('../doctor/command.ts'), 'doctorCommand'),
}
