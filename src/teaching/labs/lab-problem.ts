/** An invalid lab. The message has a line per problem, with file and line. */
export class LabProblem extends Error {
  override readonly name = 'LabProblem'
}

/** Returns the problem of a file that cannot be read. `remedy`: what the person can do. */
export const unreadable = (path: string, error: unknown, remedy = ''): LabProblem => {
  if (error instanceof LabProblem) return error
  const { code = String(error) } = error as NodeJS.ErrnoException
  return new LabProblem(`${path} cannot be read (${code})${remedy}`)
}
