import { constants, copyFileSync, existsSync, linkSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { ask } from '../../apiserver/client/ask.ts'
import { ConnectionError } from '../../apiserver/client/connection-error.ts'
import { BACKUP_PATH, BACKUP_PREFIX } from '../../apiserver/http/endpoints/backup-path.ts'
import { FileError } from '../../server/files.ts'
import { copyFile } from '../../storage/backup.ts'
import { OpenError } from '../../storage/open.ts'
import { verifyStore } from '../../storage/verify.ts'
import { cannotWrite, CommandError, type Run } from '../kit/index.ts'
import { adminConnection } from '../kubeconfig/admin.ts'
import { DATABASE, locationOfLine } from './location.ts'
import { readServing, type ServingFile } from './serving.ts'

/** Never replaces a file. */
const moveToNew = (from: string, to: string): void => {
  try {
    linkSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error
    // linking fails to another file system, and to one without hard links
    copyFileSync(from, to, constants.COPYFILE_EXCL)
  }
  rmSync(from)
}

/** The server writes the copy to its data folder, so keys are never sent over the network. */
const askServer = async (
  dataDir: string,
  serving: ServingFile,
  destination: string,
): Promise<void> => {
  const connection = adminConnection(serving, { folder: dataDir })
  const { code, body } = await ask(connection, 'POST', BACKUP_PATH)
  const { file, message } = body
  if (code !== 200 || typeof file !== 'string' || !file.startsWith(BACKUP_PREFIX))
    throw new CommandError(
      `${serving.url} cannot make a copy: ${typeof message === 'string' ? message : code}`,
    )
  const copy = join(dataDir, basename(file))
  try {
    moveToNew(copy, destination)
  } catch (error) {
    rmSync(copy, { force: true })
    throw error
  }
}

const copyTo = async (dataDir: string, destination: string): Promise<void> => {
  try {
    await copyFile(join(dataDir, DATABASE), destination)
  } catch (error) {
    const serving = readServing(dataDir)
    const isServing = error instanceof OpenError && error.kind === 'locked'
    if (!isServing || serving === undefined) throw error
    await askServer(dataDir, serving, destination)
  }
}

export const backupCommand: Run = async (line, { environment }) => {
  const destination = resolve(line.words[0]!)
  if (existsSync(destination))
    throw new CommandError(`${destination} exists; name another file, or move it away`)
  const { dataDir } = locationOfLine(line, environment)
  if (!existsSync(join(dataDir, DATABASE)) && existsSync(join(dataDir, 'token')))
    throw new CommandError(
      `there is no ${DATABASE} in ${dataDir}; if etcd stores the cluster, use etcdctl snapshot save`,
      3,
    )
  try {
    await copyTo(dataDir, destination)
  } catch (error) {
    const isKnown = [ConnectionError, CommandError, FileError, OpenError].some(
      (kind) => error instanceof kind,
    )
    if (isKnown) throw error
    throw cannotWrite(
      destination,
      error,
      'free disk space and make its folder writable, or choose another file',
    )
  }
  const { keys, revision, problems } = verifyStore(destination)
  if (problems.length > 0)
    throw new CommandError(`${destination} is a copy of a damaged file: ${problems.join('; ')}`, 3)
  return { lines: [`${destination}  ${keys} objects at revision ${revision}`] }
}
