import { withFolder } from '../clusters/place.ts'
import type { Command } from '../grammar/command.ts'
import { CLUSTER, DATA_FOLDER, JSON_OUTPUT, PASSPHRASE } from '../grammar/shared-options.ts'

export const check: Command = {
  name: 'check',
  summary: 'whether a data folder, or a copy, is sound',
  about: [
    'Reads a whole data folder and says what is wrong with it: damaged pages, a history that makes no sense, objects that are not whole, a root CA whose key does not fit, files that others may read. Changes nothing.',
    'FILE is a copy that csrlab backup made. The folder must not be in use: stop its server, or check a copy. Exits 0 only when all is well.',
  ],
  words: { usage: '[FILE]', least: 0, most: 1, offer: 'file' },
  options: { ...CLUSTER, ...DATA_FOLDER, ...PASSPHRASE, ...JSON_OUTPUT },
  run: async (line, parts) => {
    const { checkCommand } = await import('../../upkeep/check-command.ts')
    return checkCommand(withFolder(line, parts.environment), parts)
  },
}
