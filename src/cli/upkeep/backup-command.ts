/** `csrlab backup`: a copy of a cluster's state, also while its server runs. */
import { copyFileSync, constants, existsSync, linkSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { shownLines } from '../../apimachinery/text/shown.ts'
import { ask, ConnectionError, serverOf } from '../../apiserver/client/connection.ts'
import { copyFile } from '../../storage/backup.ts'
import { OpenError } from '../../storage/open.ts'
import { verifyStore } from '../../storage/verify.ts'
import type { CommandLine, CommandResult } from '../kit/command-line.ts'
import { CommandError, dataDirOf, type UpkeepParts } from '../kit/command-options.ts'
import { DATABASE } from './folder.ts'
import { BACKUP_PATH, BACKUP_PREFIX } from '../../apiserver/http/endpoints/backup-path.ts'

const isCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException).code === code

/** Moves a file, and never over another one. */
const moveToNew = (from: string, to: string): void => {
  try {
    linkSync(from, to)
  } catch (error) {
    if (isCode(error, 'EEXIST')) throw error
    // another file system, or one without links
    copyFileSync(from, to, constants.COPYFILE_EXCL)
  }
  rmSync(from)
}

/**
 * The server puts the copy beside its data, where only its owner can take it; the keys never go
 * over the wire.
 */
const askServer = async (
  dataDir: string,
  kubeconfig: string,
  destination: string,
  { readFile }: UpkeepParts,
): Promise<void> => {
  const read = (name: string): Buffer | undefined => readFile(join(dataDir, name))
  const connection = {
    server: serverOf(kubeconfig, readFile),
    ca: read('ca.crt'),
    certificate: read('admin.crt'),
    key: read('admin.key'),
    token: undefined,
  }
  const { code, body } = await ask(connection, 'POST', BACKUP_PATH)
  const { file, message } = body as { file?: unknown; message?: unknown }
  if (code !== 200 || typeof file !== 'string' || !file.startsWith(BACKUP_PREFIX)) {
    const why = typeof message === 'string' ? message : `it answers ${code}`
    throw new CommandError(`${connection.server} makes no copy: ${why}.`)
  }
  const copy = join(dataDir, basename(file))
  if (!existsSync(copy)) {
    throw new CommandError(
      `${connection.server} keeps its data in another folder than ${dataDir}; name that one with --data-dir.`,
      3,
    )
  }
  try {
    moveToNew(copy, destination)
  } catch (error) {
    rmSync(copy, { force: true })
    throw error
  }
}

const copyTo = async (
  dataDir: string,
  kubeconfig: string,
  destination: string,
  parts: UpkeepParts,
): Promise<void> => {
  try {
    await copyFile(join(dataDir, DATABASE), destination)
  } catch (error) {
    if (!(error instanceof OpenError && error.kind === 'locked')) throw error
    await askServer(dataDir, kubeconfig, destination, parts)
  }
}

/** `line`: the file. Throws CommandError and OpenError. */
export const backupCommand = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const destination = resolve(line.words[0]!)
  if (existsSync(destination))
    throw new CommandError(`${destination} is there already; name another file, or move it away.`)
  const dataDir = dataDirOf(line)
  if (!existsSync(join(dataDir, DATABASE)) && existsSync(join(dataDir, 'token')))
    throw new CommandError(
      `there is no ${DATABASE} in ${dataDir}; if etcd keeps the cluster, back it up with etcdctl snapshot save.`,
      3,
    )
  const kubeconfig = line.values['kubeconfig'] ?? join(dataDir, 'kubeconfig')
  try {
    await copyTo(dataDir, kubeconfig, destination, parts)
  } catch (error) {
    const isTold = [ConnectionError, CommandError, OpenError].some((kind) => error instanceof kind)
    if (isTold) throw error
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new CommandError(
      `cannot write ${destination} (${code}); make room and its folder writable, or name another file.`,
      3,
    )
  }
  const { keys, revision, problems } = verifyStore(destination)
  if (problems.length > 0)
    throw new CommandError(`${destination} is a copy of a damaged file: ${problems.join('; ')}.`, 3)
  const text = shownLines([`${destination}  ${keys} objects at revision ${revision}`, ''])
  return { text, code: 0 }
}
