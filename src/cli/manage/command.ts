/** Asks the management API of a running server, for the commands. */
import { shownJson, shownLines } from '../../apimachinery/text/shown.ts'
import { serverKubeconfig } from '../doctor/command.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../kit/command-line.ts'
import {
  type ApiAnswer,
  ask,
  type ApiConnection,
  connectionOf,
} from '../../apiserver/client/connection.ts'
import { CommandError, type UpkeepParts } from '../kit/command-options.ts'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'

export interface ManagementAsked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** below `/csrlab/v1` */
  readonly path: string
  /** a string is sent unchanged, an object as JSON */
  readonly body?: object | string
}

/**
 * Asks the server of a line: that of `--server`, else of its kubeconfig. Rejects with
 * ConnectionError when the server does not answer, and with CommandError when it refuses.
 */
export const askManagement = async (
  { values }: CommandLine,
  parts: UpkeepParts,
  asked: ManagementAsked,
): Promise<Record<string, unknown>> =>
  (await askManagementAt(connectionOfLine({ values }, parts), asked)).body

/** The server of a line, and the credentials for it. Throws ConnectionError. */
export const connectionOfLine = (
  { values }: Pick<CommandLine, 'values'>,
  parts: UpkeepParts,
): ApiConnection => {
  const found = connectionOf(serverKubeconfig(values['kubeconfig'], parts), parts.readFile)
  return { ...found, server: values['server'] ?? found.server }
}

/** Like {@link askManagement}, for a connection that is already known. */
export const askManagementAt = async (
  connection: ApiConnection,
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

/**
 * Makes a command of one request. It prints the answer: with `--json` as it is, else as `linesOf`
 * has it.
 */
export const managementCommand =
  <T>(asked: (line: CommandLine) => ManagementAsked, linesOf: (told: T) => readonly string[]) =>
  async (line: CommandLine, parts: UpkeepParts): Promise<CommandResult> => {
    const told = await askManagement(line, parts, asked(line))
    const text = isForPrograms(line)
      ? shownJson(told)
      : shownLines([...linesOf(told as unknown as T), ''])
    return { text, code: 0 }
  }
