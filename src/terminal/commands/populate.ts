import type { Command } from '../grammar/command.ts'
import { KUBECONFIG, SERVER } from '../grammar/shared-options.ts'

export const populate: Command = {
  name: 'populate',
  summary: 'fills a cluster from files, each of them wholly or not at all',
  about: [
    'Applies the documents of files in their order: YAML, or JSON objects one behind the other. Of a folder, its files that end in .yaml, .yml and .json, in the order of their names. Users (csrlab/v1) get certificates, whose files are written beside the file that names them.',
    'Asks the server of KUBECONFIG, or the one whose data folder is here.',
  ],
  words: { usage: 'FILE|FOLDER...', least: 1, most: Infinity, offer: 'file' },
  options: { ...KUBECONFIG, ...SERVER },
  run: async (...given) => (await import('../populate-command.ts')).populateCommand(...given),
}
