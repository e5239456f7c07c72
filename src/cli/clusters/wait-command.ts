import { setTimeout } from 'node:timers/promises'
import { parseDuration } from '../../apimachinery/duration.ts'
import { systemStopwatch } from '../../server/system.ts'
import { CommandError, isForPrograms, type Run, UsageError } from '../kit/index.ts'
import { findServing } from './find-serving.ts'
import { answers, servingJson } from './serving.ts'

const INTERVAL_MS = 100

const timeoutOf = (text: string): number => {
  try {
    return parseDuration(text) * 1000
  } catch {
    throw new UsageError(`--timeout is ${JSON.stringify(text)}; write a duration such as 30s`)
  }
}

export const waitCommand: Run = async (line, { environment, terminal }) => {
  const { timeout = '30s' } = line.values
  const until = systemStopwatch() + timeoutOf(timeout)
  try {
    for (;;) {
      const serving = await findServing(line, environment)
      if (serving !== undefined && (await answers(serving, '/readyz')))
        return isForPrograms(line)
          ? { text: servingJson(serving), code: 0 }
          : { lines: [`${serving.url} is ready`] }
      if (systemStopwatch() >= until) {
        const state =
          serving === undefined ? 'no cluster is running' : `${serving.url} is not ready`
        throw new CommandError(`${state} after ${timeout}; csrlab list shows all clusters`)
      }
      const awaited = serving === undefined ? 'a cluster to start' : `${serving.url} to be ready`
      terminal.progress(`waiting up to ${timeout} for ${awaited}…`)
      await setTimeout(INTERVAL_MS)
    }
  } finally {
    terminal.progress(undefined)
  }
}
