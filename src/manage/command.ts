/** What the commands of the management API have in common: whom they ask, and how they tell that it was refused. */
import { serverKubeconfig } from '../doctor/command.ts'
import type { CommandLine } from '../doctor/command-line.ts'
import { type ApiAnswer, ask, type Connection, connectionOf } from '../doctor/connection.ts'
import { CommandError, type UpkeepParts } from '../upkeep/command-options.ts'
import { MANAGEMENT_PATH } from './management.ts'

export interface ManagementAsked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** below `/csrlab/v1` */
  readonly path: string
  /** a text is sent as it is */
  readonly body?: object | string
}

/**
 * Asks the server of a line: that of `--server`, else of its kubeconfig. Rejects with ConnectionError when nobody answers, and with
 * CommandError when it is refused.
 */
export const askManagement = async (
  { values }: CommandLine,
  parts: UpkeepParts,
  asked: ManagementAsked,
): Promise<Record<string, unknown>> =>
  (await askManagementAt(connectionOfLine({ values }, parts), asked)).body

/** The server that a line is about, and who asks it. Throws ConnectionError. */
export const connectionOfLine = (
  { values }: Pick<CommandLine, 'values'>,
  parts: UpkeepParts,
): Connection => {
  const found = connectionOf(serverKubeconfig(values['kubeconfig'], parts), parts.readFile)
  return { ...found, server: values['server'] ?? found.server }
}

/** The same of a server that is known already. */
export const askManagementAt = async (
  connection: Connection,
  { method, path, body }: ManagementAsked,
): Promise<ApiAnswer> => {
  const answer = await ask(connection, method, `${MANAGEMENT_PATH}${path}`, body)
  if (answer.code < 300) return answer
  const { kind, message } = answer.body
  if (answer.code === 404 && kind !== 'Status')
    throw new CommandError(
      `${connection.server} has no management API: it is a cluster, or was started with --faithful or --no-management.`,
    )
  throw new CommandError(
    typeof message === 'string' ? message : `${connection.server} answers ${answer.code}`,
  )
}
