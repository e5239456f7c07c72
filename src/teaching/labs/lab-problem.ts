/** A missing, unreadable or invalid file of a lab or class. The message has a line per problem. */
export class LabProblem extends Error {
  override readonly name = 'LabProblem'
}

/** `remedy`: appended clause, such as `; name a file with --from`. */
export const unreadable = (path: string, error: unknown, remedy = ''): LabProblem => {
  if (error instanceof LabProblem) return error
  const { code = String(error) } = error as NodeJS.ErrnoException
  return new LabProblem(`${path} cannot be read (${code})${remedy}`)
}
