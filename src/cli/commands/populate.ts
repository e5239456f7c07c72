import { type Command, lazy } from '../kit/grammar/command.ts'
import { SERVER } from '../kit/grammar/shared-options.ts'

export const populate: Command = {
  name: 'populate',
  summary: 'apply manifests; each file is all or nothing',
  about: [
    'Applies the documents in each file in order: YAML or JSON, separated by ---. For a folder, applies its .yaml, .yml and .json files in alphabetical order. Documents of kind User (csrlab/v1) get a certificate; its files are written next to the document.',
    'Uses the server of KUBECONFIG, or of the data folder here.',
  ],
  usage: 'FILE|FOLDER…',
  offer: 'file',
  options: SERVER,
  run: lazy(() => import('../populate-command.ts'), 'populateCommand'),
}
