/** What the commands of the management API have in common: whom they ask, and how they tell that it was refused. */
import { serverKubeconfig } from '../doctor/command.ts'
import type { CommandLine } from '../doctor/command-line.ts'
import { ask, connectionOf } from '../doctor/connection.ts'
import { CommandError, type UpkeepParts } from '../upkeep/command-options.ts'
import { MANAGEMENT_PATH } from './management.ts'

export interface ManagementAsked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** below `/csrlab/v1` */
  readonly path: string
  readonly body?: object
}

/**
 * Asks the server of a line: that of `--server`, else of its kubeconfig. Rejects with ConnectionError when nobody answers, and with
 * CommandError when it is refused.
 */
export const askManagement = async (
  { values }: CommandLine,
  parts: UpkeepParts,
  { method, path, body }: ManagementAsked,
): Promise<Record<string, unknown>> => {
  const found = connectionOf(serverKubeconfig(values['kubeconfig'], parts), parts.readFile)
  const connection = { ...found, server: values['server'] ?? found.server }
  const answer = await ask(connection, method, `${MANAGEMENT_PATH}${path}`, body)
  if (answer.code < 300) return answer.body
  const { kind, message } = answer.body
  if (answer.code === 404 && kind !== 'Status')
    throw new CommandError(
      `${connection.server} has no management API: it is a cluster, or was started with --faithful or --no-management.`,
    )
  throw new CommandError(
    typeof message === 'string' ? message : `${connection.server} answers ${answer.code}`,
  )
}
