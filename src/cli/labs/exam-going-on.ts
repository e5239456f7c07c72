/** Whether an exam is going on, and what cannot be had meanwhile. */
import { CommandError } from '../kit/command-options.ts'
import type { CommandParts } from '../kit/grammar/command.ts'
import { type ExamEntry, readProgress } from './progress.ts'

type Environment = CommandParts['environment']

/** Undefined: none was begun, or the last one is finished. */
export const examGoingOn = (environment: Environment): ExamEntry | undefined => {
  const { exam } = readProgress(environment)
  return exam?.finished === undefined ? exam : undefined
}

/** Throws CommandError while an exam is going on. */
export const refuseInExam = (environment: Environment): void => {
  if (examGoingOn(environment) !== undefined)
    throw new CommandError(
      'an exam is going on, and there is no help in an exam; csrlab lab exam finish ends it',
    )
}
