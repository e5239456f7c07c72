/** What a learner has of a class, besides the working folders. */
import { appendFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { keepPrivateFile, readIfThere } from '../../server/files.ts'
import type { LabBundle } from '../../hosting/class/bundle.ts'
import { writeGivenFile } from '../../teaching/labs/given-files.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { labsHome } from './progress.ts'

type Environment = CommandParts['environment']

/** Of one lab. No lab can have this name. */
export const joinedFolder = (environment: Environment, lab: string): string =>
  join(labsHome(environment), '.joined', lab)

/** Its definition; the name of the folder is that of the lab. */
export const joinedDefinition = (environment: Environment, lab: string): string =>
  join(joinedFolder(environment, lab), 'definition', lab)

/** A copy of the audit log of its cluster. */
export const auditLogCopy = (environment: Environment, lab: string): string =>
  join(joinedFolder(environment, lab), 'audit.log')

type Given = Pick<LabBundle, 'files' | 'auditLogs'>

const givenPath = (environment: Environment, lab: string): string =>
  join(joinedFolder(environment, lab), 'given.json')

/** Throws FileError. */
export const keepGiven = (environment: Environment, { name, files, auditLogs }: LabBundle): void =>
  keepPrivateFile(givenPath(environment, name), JSON.stringify({ files, auditLogs }))

/** Writes what the lab gives into an empty folder. Throws FileError. */
export const writeGiven = (environment: Environment, lab: string, folder: string): void => {
  const given = JSON.parse(readIfThere(givenPath(environment, lab)) ?? '{}') as Partial<Given>
  const auditLog = auditLogCopy(environment, lab)
  appendFileSync(auditLog, '', { mode: 0o600 })
  for (const [name, text] of Object.entries(given.files ?? {})) writeGivenFile(folder, name, text)
  for (const name of given.auditLogs ?? []) symlinkSync(auditLog, join(folder, name))
}
