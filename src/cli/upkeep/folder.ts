/** What is wrong with a data folder besides its database: who may read it, and what an interrupted write has left. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BACKUP_PREFIX } from '../../apiserver/http/endpoints/backup-path.ts'

/** A problem, and what to do about it. */
export interface Finding {
  readonly text: string
  readonly mend: string
}

export const DATABASE = 'csrlab.db'

const PRIVATE = ['csrlab.db', 'csrlab.db-wal', 'kubeconfig', 'admin.key', 'token']

const octal = (mode: number): string => `0${(mode & 0o777).toString(8)}`

const modeOf = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mode

const quoted = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`

/** That others may get at what is private. */
const modeFindings = (path: string, wanted: number): Finding[] => {
  const mode = modeOf(path)
  if (mode === undefined || (mode & 0o077) === 0) return []
  return [
    {
      text: `${path} has mode ${octal(mode)}, so that others on this machine can get at private keys`,
      mend: `chmod ${octal(wanted).slice(1)} ${quoted(path)}`,
    },
  ]
}

/** What is wrong with a copy of a database besides what is in it. */
export const copyFindings = (path: string): Finding[] => modeFindings(path, 0o600)

/** `folder` is there and can be read. */
export const folderFindings = (folder: string): Finding[] => {
  const findings = [
    ...modeFindings(folder, 0o700),
    ...PRIVATE.flatMap((name) => modeFindings(join(folder, name), 0o600)),
  ]
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const isLeft = name.endsWith('.tmp') || name.startsWith(BACKUP_PREFIX)
    if (isLeft)
      findings.push({
        text: `${path} was left by a write that was cut short`,
        mend: `rm ${quoted(path)}`,
      })
  }
  return findings
}
