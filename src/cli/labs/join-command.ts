/** `csrlab lab join`: a learner takes up the labs of a class. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { formatTime } from '../../apimachinery/clock.ts'
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { keepPrivateFile } from '../../server/files.ts'
import { systemClock } from '../../server/system.ts'
import {
  type CommandLine,
  type CommandResult,
  isForPrograms,
  UsageError,
} from '../kit/command-line.ts'
import type { LabBundle } from '../../hosting/class/bundle.ts'
import { deskUrl } from '../../hosting/class/desk.ts'
import { type Invitation, joinClass, JoinProblem, type Joined } from '../../hosting/class/join.ts'
import { classWordingOf } from '../../hosting/class/wording.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { joinedDefinition, joinedFolder, keepGiven, writeGiven } from './class-folder.ts'
import { clusterName } from './detached.ts'
import { typed } from './lab-commands.ts'
import { requirePrograms } from './programs.ts'
import { type LabEntry, readProgress, writeProgress } from './progress.ts'
import { languageOfLine } from './session.ts'
import { wholeTaskLines } from './texts.ts'
import { emptyWorkFolder } from './work-folder.ts'

type Environment = CommandParts['environment']

/** Throws UsageError. */
const invitationOf = ({ words, values }: CommandLine): Invitation => {
  const [url = ''] = words
  const { token, 'ca-cert-hash': caCertHash } = values
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol !== 'https:' || parsed.pathname !== '/')
    throw new UsageError(
      `${JSON.stringify(url)} is no address of a class; paste the whole line, such as csrlab lab join https://192.0.2.1:7000 --token … --ca-cert-hash sha256:…`,
    )
  if (token === undefined || caCertHash === undefined)
    throw new UsageError('--token and --ca-cert-hash are missing; paste the whole line')
  return { url: deskUrl(parsed.origin), token, caCertHash }
}

/** Writes one lab where the learner works, and what it is about where csrlab looks for it. Throws CommandError and FileError. */
const takeUp = (
  bundle: LabBundle,
  { caPem, namespace }: Joined,
  { url, token }: Invitation,
  folder: string,
  environment: Environment,
): LabEntry => {
  const { name, server, seededBytes } = bundle
  const desk = { url, token, caPem, namespace }
  const before = readProgress(environment).labs[name]
  // joined before: the work goes on
  if (before?.class?.server.url === server.url && before.class.server.token === server.token)
    if (before.folder === folder && existsSync(folder))
      return { ...before, class: { desk, server } }
  emptyWorkFolder(folder, before?.folder === folder)
  rmSync(joinedFolder(environment, name), { recursive: true, force: true })
  const definition = joinedDefinition(environment, name)
  for (const [file, text] of Object.entries(bundle.definition))
    keepPrivateFile(join(definition, file), text)
  keepGiven(environment, bundle)
  writeGiven(environment, name, folder)
  return {
    lab: definition,
    folder,
    started: formatTime(systemClock.now()),
    hints: 0,
    seededBytes,
    class: { desk, server },
  }
}

const found = async (invitation: Invitation): Promise<Joined> => {
  try {
    return await joinClass(invitation)
  } catch (error) {
    if (error instanceof JoinProblem) throw new CommandError(error.message)
    if (error instanceof NoAnswer)
      throw new CommandError(`the class at ${invitation.url} does not answer: ${error.message}`, 3)
    if (error instanceof RequestRefused)
      throw new CommandError(
        error.code === 401
          ? 'the class does not know this token; paste the whole line again'
          : `the class at ${invitation.url} refuses it: ${error.message}`,
      )
    throw error
  }
}

/** Takes up all labs of the class. Throws UsageError, CommandError, LabProblem and FileError. */
export const joinCommand = async (
  line: CommandLine,
  { environment }: CommandParts,
): Promise<CommandResult> => {
  const invitation = invitationOf(line)
  requirePrograms(environment, ['kubectl', 'openssl'])
  const language = languageOfLine(line, environment)
  const joined = await found(invitation)
  const top = resolve(line.values['dir'] ?? '.')
  const entries: Record<string, LabEntry> = {}
  for (const bundle of joined.bundles) {
    const folder = join(top, clusterName(bundle.name))
    mkdirSync(top, { recursive: true })
    entries[bundle.name] = takeUp(bundle, joined, invitation, folder, environment)
  }
  const { membership } = joined
  const [current = ''] = membership.labs
  const progress = readProgress(environment)
  writeProgress(environment, { ...progress, current, labs: { ...progress.labs, ...entries } })
  if (isForPrograms(line)) {
    const labs = membership.labs.map((name) => ({ name, folder: entries[name]?.folder }))
    const { class: name, learner } = membership
    return { text: shownJson({ class: name, learner, labs }), code: 0 }
  }
  const entry = entries[current]!
  const lab = readLab(entry.lab, language)
  const say = classWordingOf(language)
  const lines = [
    say.joined(membership.learner, membership.class),
    say.joinedLabs(membership.labs.join(', ')),
    say.checkReports,
    '',
    ...wholeTaskLines(lab, typed(entry.folder), wordingOf(language)),
    '',
  ]
  return { text: shownLines(lines), code: 0 }
}
