/** `csrlab reset`: a cluster as after its first start. */
import { shownLines } from '../../apimachinery/text/shown.ts'
import { type CommandLine, type CommandResult, UsageError } from '../kit/command-line.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import { askManagementAt, connectionOfLine } from '../manage/command.ts'
import { objectValues } from '../../apiserver/registry/encoding.ts'
import { emptyStore } from '../../storage/empty.ts'
import { CommandError, databaseIn } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { adminConnection, adminOf } from './admin.ts'
import { removeCluster } from './data-folder.ts'
import { findOne } from './found.ts'

const refuseWith = ({ words }: CommandLine, isNew: boolean): void => {
  if (words.length > 0) throw new UsageError('name a cluster, or a server: not both')
  if (isNew) throw new UsageError('--recreate is for a cluster that does not run')
}

/** The cluster does it itself: it goes on serving, with the same address. */
const askFor = async (connection: ApiConnection): Promise<CommandResult> => {
  await askManagementAt(connection, { method: 'POST', path: '/reset' })
  const text = `${connection.server} is as after its first start, with the same CA and kubeconfig`
  return { text: shownLines([text, '']), code: 0 }
}

/** Throws UsageError, ConnectionError, CommandError where there is no such cluster or it refuses, OpenError, OptionsError and FileError. */
export const resetCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const isNew = line.switches['recreate'] === true
  const { server, kubeconfig } = line.values
  if (server !== undefined || kubeconfig !== undefined) {
    refuseWith(line, isNew)
    return askFor(connectionOfLine(line, parts))
  }
  const cluster = await findOne(line, parts.environment)
  const { name, folder, said, isRunning } = cluster
  if (isRunning && isNew) throw new CommandError(`${name} runs; stop it first: csrlab stop ${name}`)
  if (isRunning) return askFor(adminConnection(said!, adminOf(cluster)))
  if (isNew) {
    removeCluster(folder)
    const text = `${name} is empty; the next start makes a new CA and a new kubeconfig`
    return { text: shownLines([text, '']), code: 0 }
  }
  emptyStore(databaseIn(folder), objectValues)
  const text = `${name} is as after its first start, with the same CA and kubeconfig`
  return { text: shownLines([text, '']), code: 0 }
}
