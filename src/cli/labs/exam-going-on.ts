import { CommandError, type Environment } from '../kit/index.ts'
import { type ExamEntry, readProgress } from './progress.ts'

export const examGoingOn = (environment: Environment): ExamEntry | undefined => {
  const { exam } = readProgress(environment)
  return exam?.finished === undefined ? exam : undefined
}

/** Throws CommandError during an exam. */
export const refuseInExam = (environment: Environment): void => {
  if (examGoingOn(environment) !== undefined)
    throw new CommandError(
      'hints and solutions are not available during an exam; csrlab lab exam finish ends it',
    )
}
