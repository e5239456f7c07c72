import type { Command } from '../grammar/command.ts'
import { JSON_OUTPUT } from '../grammar/shared-options.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'what is wrong with keys, requests, certificates, files',
  about: [
    'Says what each file is (keys, requests, certificates, base64, manifests, kubeconfigs), how they belong together, and what is broken with the command that mends it. Without files it looks at the current kubeconfig.',
    'Works on the files of any cluster, sends nothing anywhere, and never prints a private key. Exits 0 only when all is well.',
  ],
  words: { usage: '[FILE…]', least: 0, offer: 'file' },
  options: JSON_OUTPUT,
  run: async (...given) => (await import('../../doctor/command.ts')).doctorCommand(...given),
}
