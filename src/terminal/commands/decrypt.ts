import type { Command } from '../grammar/command.ts'
import { DATA_FOLDER, PASSPHRASE } from '../grammar/shared-options.ts'

export const decrypt: Command = {
  name: 'decrypt',
  summary: 'takes the encryption off the keys of a data folder',
  about: [
    'Decrypts the private keys in a data folder, so that its server starts without a passphrase. To encrypt them, or to encrypt them with another one, start the server with --encryption-passphrase-file. The folder must not be in use.',
  ],
  options: { ...DATA_FOLDER, ...PASSPHRASE },
  run: async (...given) =>
    (await import('../../upkeep/decrypt-command.ts')).decryptCommand(...given),
}
