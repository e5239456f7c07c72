import { CommandError, type Environment } from '../kit/index.ts'
import { type ExamEntry, readProgress } from './progress.ts'

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
