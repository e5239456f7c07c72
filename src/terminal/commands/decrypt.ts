import { withFolder } from '../clusters/place.ts'
import type { Command } from '../grammar/command.ts'
import { CLUSTER, DATA_FOLDER, PASSPHRASE } from '../grammar/shared-options.ts'

export const decrypt: Command = {
  name: 'decrypt',
  summary: 'takes the encryption off the keys of a data folder',
  about: [
    'Decrypts the private keys in a data folder, so that its server starts without a passphrase. To encrypt them, or to encrypt them with another one, start the server with --encryption-passphrase-file. The folder must not be in use.',
  ],
  options: { ...CLUSTER, ...DATA_FOLDER, ...PASSPHRASE },
  run: async (line, parts) => {
    const { decryptCommand } = await import('../../upkeep/decrypt-command.ts')
    return decryptCommand(withFolder(line, parts.environment), parts)
  },
}
