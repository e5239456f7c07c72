/** `csrlab check`: whether a data folder, or a copy of its database, is sound. */
import { statSync } from 'node:fs'
import { type Shown, shown, shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { wrapped } from '../../apimachinery/text/wrapped.ts'
import { OpenError } from '../../storage/open.ts'
import { type Verification, verifyStore } from '../../storage/verify.ts'
import {
  type CommandLine,
  type CommandResult,
  isForPrograms,
  UsageError,
} from '../kit/command-line.ts'
import {
  CommandError,
  databaseIn,
  dataDirOf,
  passphraseOf,
  type UpkeepParts,
} from '../kit/command-options.ts'
import { contentProblems } from './contents.ts'
import { copyFindings, type Finding, folderFindings } from './folder.ts'

/** What is looked at. */
interface Subject {
  /** as the user calls it */
  readonly name: string
  readonly database: string
  readonly isCopy: boolean
  /** what is wrong with it besides what is in the database */
  readonly around: () => Finding[]
  /** what to do where it is damaged */
  readonly restore: string
}

const folderSubject = (folder: string): Subject => ({
  name: folder,
  database: databaseIn(folder),
  isCopy: false,
  around: () => folderFindings(folder),
  restore: 'restore a backup (csrlab backup makes them), or move the folder away to start anew',
})

/** A copy that lies somewhere, as `csrlab backup` makes them. */
const copySubject = (path: string): Subject => ({
  name: path,
  database: path,
  isCopy: true,
  around: () => copyFindings(path),
  restore: 'make another copy of the cluster: csrlab backup FILE',
})

/** What a line is about: a folder, by its name or its option, or a copy. Throws UsageError and CommandError. */
const subjectOf = (line: CommandLine): Subject => {
  const [word] = line.words
  if (word === undefined) return folderSubject(dataDirOf(line))
  if (line.given.has('data-dir'))
    throw new UsageError('a copy and --data-dir are given; one of the two is checked')
  const kind = statSync(word, { throwIfNoEntry: false })
  if (kind?.isDirectory() === true) return folderSubject(word)
  if (kind !== undefined) return copySubject(word)
  throw new CommandError(`there is no file ${word}; name a copy that csrlab backup made.`, 3)
}

/** Why the database cannot be looked at. The sentence says itself what to do. */
const unreadable = ({ message }: OpenError, otherwise: string): Finding => {
  const [, text = message, mend = otherwise] = /^(.*?): (.*)$/s.exec(message) ?? []
  return { text, mend }
}

interface Checked {
  readonly verification: Verification | undefined
  readonly findings: readonly Finding[]
}

const check = (subject: Subject, passphrase: string | undefined, parts: UpkeepParts): Checked => {
  const { database: path, isCopy, around, restore } = subject
  const { entropy, now } = parts
  try {
    const verification = verifyStore(path, (contents) =>
      contentProblems(contents, { path, entropy, passphrase, now: () => now }),
    )
    const problems = verification.problems.map((text) => ({
      text: `${path}: ${text}`,
      mend: restore,
    }))
    return { verification, findings: [...problems, ...around()] }
  } catch (error) {
    if (!(error instanceof OpenError)) throw error
    // what a running server has in its folder is its own
    if (error.kind === 'locked') {
      const mend = 'stop it, or check a copy: csrlab backup lab.db && csrlab check lab.db'
      return { verification: undefined, findings: [{ ...unreadable(error, restore), mend }] }
    }
    const { text, mend } = unreadable(error, restore)
    const finding = { text, mend: error.kind === 'damaged' ? restore : mend }
    // whatever else has been named holds no keys of ours
    return { verification: undefined, findings: [finding, ...(isCopy ? [] : around())] }
  }
}

const summary = ({ keys, changes, revision, compacted, schemaVersion }: Verification): string =>
  `${keys} objects at revision ${revision}, ${changes} changes kept, history since revision ${compacted}, schema ${schemaVersion}`

/** Broken into lines as a terminal is wide at least; what mends it is not, so that it can be copied. */
const indented = (text: string, columns: number): string[] =>
  wrapped(shown(text), 80 - columns).map((line) => `${' '.repeat(columns)}${line}`)

const reportOf = (name: string, { verification, findings }: Checked): Shown =>
  shownLines([
    `  ${name}`,
    ...(verification === undefined ? [] : indented(summary(verification), 4)),
    '',
    ...(findings.length === 0 ? ['All is well.'] : []),
    ...findings.flatMap(({ text, mend }) => [...indented(text, 2), `    ${mend}`]),
    '',
  ])

export const checkCommand = (line: CommandLine, parts: UpkeepParts): CommandResult => {
  const subject = subjectOf(line)
  const checked = check(subject, passphraseOf(line.values), parts)
  const well = checked.findings.length === 0
  const { name } = subject
  const text = isForPrograms(line)
    ? shownJson({ well, folder: name, ...checked })
    : reportOf(name, checked)
  return { text, code: well ? 0 : 1 }
}
