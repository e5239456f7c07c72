import { withFolder } from '../clusters/place.ts'
import type { Command } from '../kit/grammar/command.ts'
import { CLUSTER, DATA_FOLDER, JSON_OUTPUT, PASSPHRASE } from '../kit/grammar/shared-options.ts'

export const check: Command = {
  name: 'check',
  summary: 'verify a data folder or a backup',
  about: [
    'Reads the whole data folder and reports damaged pages, an inconsistent history, incomplete objects, a root CA whose key does not match, and files that others can read. Changes nothing.',
    'FILE is a copy made by csrlab backup. The data folder must not be in use: stop its server, or check a copy. Exits with 0 only if nothing is wrong.',
  ],
  words: { usage: '[FILE]', least: 0, most: 1, offer: 'file' },
  options: { ...CLUSTER, ...DATA_FOLDER, ...PASSPHRASE, ...JSON_OUTPUT },
  run: async (line, parts) => {
    const { checkCommand } = await import('../upkeep/check-command.ts')
    return checkCommand(withFolder(line, parts.environment), parts)
  },
}
