import { type ApiAnswer, ask } from '../../apiserver/client/ask.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import type { Method } from '../../apiserver/client/call.ts'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { connectionOfLine } from '../kubeconfig/connection-of-line.ts'
import type { CommandLine } from './command-line.ts'
import { CommandError } from './errors.ts'
import type { CommandContext } from './grammar/command.ts'

/** `route`: method and path below `/csrlab/v1`. A string body is sent unchanged. */
export type ManagementCall = readonly [route: string, body?: object | string]

/**
 * Rejects with ConnectionError if the server does not answer, and with CommandError for an error
 * response.
 */
export const askManagementAt = async (
  connection: ApiConnection,
  ...[route, body]: ManagementCall
): Promise<ApiAnswer> => {
  const [method, path] = route.split(' ') as [Method, string]
  const answer = await ask(connection, method, `${MANAGEMENT_PATH}${path}`, body)
  if (answer.code < 300) return answer
  const { kind, message } = answer.body
  if (answer.code === 404 && kind !== 'Status')
    throw new CommandError(
      `${connection.server} has no management API: it is a real cluster, or was started with --faithful or --no-management`,
    )
  throw new CommandError(
    typeof message === 'string' ? message : `${connection.server} answers ${answer.code}`,
  )
}

/** Asks the server that `line` selects. Rejects like {@link askManagementAt}. */
export const askManagement = async <T = Record<string, unknown>>(
  line: CommandLine,
  context: CommandContext,
  ...request: ManagementCall
): Promise<T> => (await askManagementAt(connectionOfLine(line, context), ...request)).body as T
