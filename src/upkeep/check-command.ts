/** `csrlab check`: whether a data folder is sound. */
import { type Shown, shownJson, shownLines } from '../api/text/shown.ts'
import { OpenError } from '../store/open.ts'
import { type Verification, verifyStore } from '../store/verify.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../doctor/command-line.ts'
import { databaseIn, dataDirOf, passphraseOf, type UpkeepParts } from './command-options.ts'
import { contentProblems } from './contents.ts'
import { type Finding, folderFindings } from './folder.ts'

const RESTORE = 'restore a backup (csrlab backup makes them), or move the folder away to start anew'

/** Why the database cannot be looked at. The sentence says itself what to do. */
const unreadable = ({ message }: OpenError): Finding => {
  const [, text = message, mend = RESTORE] = /^(.*?): (.*)$/s.exec(message) ?? []
  return { text, mend }
}

interface Checked {
  readonly verification: Verification | undefined
  readonly findings: readonly Finding[]
}

const check = (folder: string, passphrase: string | undefined, parts: UpkeepParts): Checked => {
  const path = databaseIn(folder)
  const { entropy, now } = parts
  try {
    const verification = verifyStore(path, (contents) =>
      contentProblems(contents, { path, entropy, passphrase, now: () => now }),
    )
    const problems = verification.problems.map((text) => ({
      text: `${path}: ${text}`,
      mend: RESTORE,
    }))
    return { verification, findings: [...problems, ...folderFindings(folder)] }
  } catch (error) {
    if (!(error instanceof OpenError)) throw error
    // what a running server has in its folder is its own
    if (error.kind === 'locked') {
      const mend = 'stop it, or check a copy that csrlab backup makes'
      return { verification: undefined, findings: [{ ...unreadable(error), mend }] }
    }
    return { verification: undefined, findings: [unreadable(error), ...folderFindings(folder)] }
  }
}

const summary = ({ keys, changes, revision, compacted, schemaVersion }: Verification): string =>
  `${keys} objects at revision ${revision}, ${changes} changes kept, history since revision ${compacted}, schema ${schemaVersion}`

const report = (folder: string, { verification, findings }: Checked): Shown =>
  shownLines([
    `  ${folder}${verification === undefined ? '' : `  ${summary(verification)}`}`,
    '',
    ...(findings.length === 0 ? ['All is well.'] : []),
    ...findings.flatMap(({ text, mend }) => [`  ${text}`, `    ${mend}`]),
    '',
  ])

export const checkCommand = (line: CommandLine, parts: UpkeepParts): CommandResult => {
  const folder = dataDirOf(line)
  const checked = check(folder, passphraseOf(line.values), parts)
  const well = checked.findings.length === 0
  const text = isForPrograms(line)
    ? shownJson({ well, folder, ...checked })
    : report(folder, checked)
  return { text, code: well ? 0 : 1 }
}
