import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { writeGivenFile } from '../../teaching/labs/given-files.ts'
import type { Bodies } from '../../testing/bodies/bodies.ts'
import { checked } from '../../testing/bodies/check.ts'
import type { LabBundle } from '../../testing/generated/program.d.ts'

export type { LabBundle, Membership } from '../../testing/generated/program.d.ts'

/** At most 26 characters, without `--`, the separator in cluster names. */
export const isLabName = (name: string): boolean =>
  name.length <= 26 && /^[a-z\d]+(?:-[a-z\d]+)*$/.test(name)

export const clusterOf = (learner: string, lab: string): string => `${learner}--${lab}`

/** Returns undefined for invalid content, including file names that lead out of the folder. */
export const readHandout = <N extends 'LabBundle' | 'Membership'>(
  schema: N,
  text: string,
): Bodies[N] | undefined => {
  try {
    return checked(schema, JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Writes a lab's files, and links to its audit log. Throws the system's error. */
export const writeBundle = (
  { files, auditLogs }: LabBundle,
  folder: string,
  auditLog: string,
): void => {
  for (const [name, text] of Object.entries(files)) writeGivenFile(folder, name, text)
  for (const name of auditLogs) symlinkSync(auditLog, join(folder, name))
}
