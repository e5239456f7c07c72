/** `csrlab wait`: returns once a cluster is ready. */
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { parseDuration } from '../../apimachinery/duration.ts'
import { shown, shownLines } from '../../apimachinery/text/shown.ts'
import {
  type CommandLine,
  type CommandResult,
  isForPrograms,
  UsageError,
} from '../kit/command-line.ts'
import { ask } from '../../apiserver/client/connection.ts'
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { findServing } from './find-serving.ts'
import { servingJson } from './serving-json.ts'
import type { ServingFile } from './serving.ts'

const INTERVAL_MS = 100
const PATIENCE_MS = 2000

const timeoutOf = (text: string): number => {
  try {
    return parseDuration(text) * 1000
  } catch {
    throw new UsageError(
      `--timeout is ${JSON.stringify(text)}, which is no duration; write it like 30s`,
    )
  }
}

const isReady = async ({ localUrl: server, caFile }: ServingFile): Promise<boolean> => {
  try {
    const nobody = { certificate: undefined, key: undefined, token: undefined }
    const connection = { server, ca: readFileSync(caFile), ...nobody, timeoutMs: PATIENCE_MS }
    return (await ask(connection, 'GET', '/readyz')).code === 200
  } catch {
    return false
  }
}

/** Exits with 0 once the cluster is ready. Throws CommandError after the timeout, UsageError, OptionsError and FileError. */
export const waitCommand = async (
  line: CommandLine,
  { environment, stopwatch, terminal }: CommandParts,
): Promise<CommandResult> => {
  const { timeout = '30s' } = line.values
  const until = stopwatch() + timeoutOf(timeout)
  for (;;) {
    const serving = await findServing(line, environment)
    if (serving !== undefined && (await isReady(serving))) {
      terminal.progress(undefined)
      return {
        text: isForPrograms(line)
          ? servingJson(serving)
          : shownLines([`${serving.url} is ready`, '']),
        code: 0,
      }
    }
    if (stopwatch() >= until) {
      terminal.progress(undefined)
      const what = serving === undefined ? 'no cluster is running' : `${serving.url} is not ready`
      throw new CommandError(`${what} after ${timeout}; csrlab list shows all clusters`)
    }
    const what = serving === undefined ? 'a cluster to start' : `${serving.url} to be ready`
    terminal.progress(shown(`waiting up to ${timeout} for ${what} …`))
    await setTimeout(INTERVAL_MS)
  }
}
