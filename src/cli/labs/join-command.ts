import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { RequestRefused } from '../../apiserver/client/call.ts'
import { type LabBundle, writeBundle } from '../../hosting/class/bundle.ts'
import { deskUrl } from '../../hosting/class/desk.ts'
import {
  type Invitation,
  joinClass,
  type JoinedClass,
  JoinProblem,
} from '../../hosting/class/join.ts'
import { wordsOf } from '../../teaching/words/words.ts'
import { keepPrivateFile } from '../../server/files.ts'
import { NoAnswer } from '../../teaching/labs/client.ts'
import { readLab } from '../../teaching/labs/read-lab.ts'
import { wordingOf } from '../../teaching/labs/wording.ts'
import {
  type CommandContext,
  CommandError,
  type CommandLine,
  type Run,
  UsageError,
} from '../kit/index.ts'
import { clusterName, stopServer } from './detached.ts'
import { typedPath } from './lab-commands.ts'
import { auditLogOf, keepGiven, stateFolder } from './lab-files.ts'
import { requirePrograms } from './programs.ts'
import { enterLabs, type LabEntry, readProgress, timeNow } from './progress.ts'
import { wholeTaskLines, writeTask } from './texts.ts'
import { emptyWorkFolder } from './work-folder.ts'

const invitationOf = ({ words, values }: CommandLine): Invitation => {
  const [url = ''] = words
  const { token, 'ca-cert-hash': caCertHash } = values
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol !== 'https:' || parsed.pathname !== '/')
    throw new UsageError(
      `${JSON.stringify(url)} is not the address of a class; paste the whole line, such as csrlab lab join https://192.0.2.1:7000 --token … --ca-cert-hash sha256:…`,
    )
  if (token === undefined || caCertHash === undefined)
    throw new UsageError('--token or --ca-cert-hash is missing; paste the whole line')
  return { url: deskUrl(parsed.origin), token, caCertHash }
}

const takeUp = async (
  bundle: LabBundle,
  { caPem, namespace }: JoinedClass,
  { url, token }: Invitation,
  folder: string,
  context: CommandContext,
): Promise<LabEntry> => {
  const { name, server, seededBytes } = bundle
  const { environment, language } = context
  const entryClass = { desk: { url, token, caPem, namespace }, server }
  const before = readProgress(environment).labs[name]
  // already joined: the learner's work stays
  if (before?.class?.server.url === server.url && before.class.server.token === server.token)
    if (before.folder === folder && existsSync(folder)) return { ...before, class: entryClass }
  emptyWorkFolder(folder, before?.folder === folder)
  // stops the learner's own cluster for this lab
  await stopServer(name, environment)
  const definition = join(stateFolder(environment, name), 'definition', name)
  for (const [file, text] of Object.entries(bundle.definition))
    keepPrivateFile(join(definition, file), text)
  const auditLog = auditLogOf(environment, name)
  keepPrivateFile(auditLog, '')
  writeBundle(bundle, folder, auditLog)
  writeTask(readLab(definition, language), folder, wordingOf(language))
  keepGiven(environment, name, folder)
  return { lab: definition, folder, started: timeNow(), hints: 0, seededBytes, class: entryClass }
}

const joinedClass = async (invitation: Invitation): Promise<JoinedClass> => {
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
          : `the class at ${invitation.url} refuses the request: ${error.message}`,
      )
    throw error
  }
}

export const joinCommand: Run = async (line, context) => {
  const { environment, language } = context
  const invitation = invitationOf(line)
  requirePrograms(environment)
  const joined = await joinedClass(invitation)
  const top = resolve(line.values['dir'] ?? '.')
  const entries: Record<string, LabEntry> = {}
  for (const bundle of joined.bundles) {
    const folder = join(top, clusterName(bundle.name))
    entries[bundle.name] = await takeUp(bundle, joined, invitation, folder, context)
  }
  const { class: name, learner, labs } = joined.membership
  const [current = ''] = labs
  enterLabs(environment, current, entries)
  const folders = labs.map((lab) => ({ name: lab, folder: entries[lab]?.folder }))
  const entry = entries[current]!
  return {
    json: { class: name, learner, labs: folders },
    lines: [
      ...wordsOf(language).class.joined(learner, name, labs.join(', ')),
      ...wholeTaskLines(readLab(entry.lab, language), typedPath(entry.folder), wordingOf(language)),
    ],
  }
}
