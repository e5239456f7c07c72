/** `csrlab decrypt`: takes the encryption off the keys of a data folder. */
import { shownLines } from '../api/text/shown.ts'
import { unseal } from '../store/sealed-settings.ts'
import { openStore } from '../store/sqlite.ts'
import { databaseIn, PASSPHRASE_OPTION, passphraseOf, upkeepCommand } from './command-options.ts'

export const DECRYPT_HELP = shownLines([
  'Usage: csrlab decrypt --encryption-passphrase-file FILE [--data-dir DIR]',
  '',
  'Decrypts the private keys in a data folder, so that its server starts without a passphrase. To encrypt them, or to encrypt them',
  'with another one, start the server with --encryption-passphrase-file. The folder must not be in use.',
  '',
])

export const decryptCommand = upkeepCommand(
  { help: DECRYPT_HELP, options: PASSPHRASE_OPTION, words: 0 },
  async ({ dataDir, values }, parts) => {
    const passphrase = passphraseOf(values, parts)
    const path = databaseIn(dataDir)
    const store = openStore({ path })
    try {
      const count = unseal({ settings: store.settings, path, entropy: parts.entropy }, passphrase)
      const text =
        count === 0
          ? `The keys in ${path} are not encrypted.`
          : `The keys in ${path} are plain now; start its server without a passphrase.`
      return { text: shownLines([text, '']), code: 0 }
    } finally {
      await store.close()
    }
  },
)
