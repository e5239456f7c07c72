import { join } from 'node:path'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import { objectValues } from '../../apiserver/registry/encoding.ts'
import { emptyStore } from '../../storage/empty.ts'
import { type CommandResult, type Run, UsageError } from '../kit/index.ts'
import { askManagementAt } from '../kit/management.ts'
import { adminConnection } from '../kubeconfig/admin.ts'
import { connectionOfLine } from '../kubeconfig/connection-of-line.ts'
import { DATABASE } from './location.ts'
import { findOne } from './found.ts'

const askFor = async (connection: ApiConnection): Promise<CommandResult> => {
  await askManagementAt(connection, 'POST /reset')
  return {
    lines: [`${connection.server} is back in its initial state, with the same CA and kubeconfig`],
  }
}

export const resetCommand: Run = async (line, context) => {
  const { server, kubeconfig } = line.values
  if (server !== undefined || kubeconfig !== undefined) {
    if (line.words.length > 0) throw new UsageError('name a cluster, or a server: not both')
    return askFor(connectionOfLine(line, context))
  }
  const cluster = await findOne(line, context.environment)
  const { name, folder, serving } = cluster
  if (serving) return askFor(adminConnection(serving, cluster))
  emptyStore(join(folder, DATABASE), objectValues)
  return { lines: [`${name} is back in its initial state, with the same CA and kubeconfig`] }
}
