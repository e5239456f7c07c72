/** `csrlab decrypt`: takes the encryption off the keys of a data folder. */
import { shownLines } from '../api/text/shown.ts'
import { objectValues } from '../registry/encoding.ts'
import { unseal } from '../store/sealed-settings.ts'
import { openStore } from '../store/sqlite.ts'
import type { CommandLine, CommandResult } from '../doctor/command-line.ts'
import { databaseIn, dataDirOf, passphraseOf, type UpkeepParts } from './command-options.ts'

/** Throws CommandError and OpenError. */
export const decryptCommand = async (
  line: CommandLine,
  { entropy }: UpkeepParts,
): Promise<CommandResult> => {
  const passphrase = passphraseOf(line.values)
  const path = databaseIn(dataDirOf(line))
  const store = openStore({ path, values: objectValues })
  try {
    const count = await unseal({ settings: store.settings, path, entropy }, passphrase)
    const text =
      count === 0
        ? `The keys in ${path} are not encrypted.`
        : `The keys in ${path} are plain now; start its server without a passphrase.`
    return { text: shownLines([text, '']), code: 0 }
  } finally {
    await store.close()
  }
}
