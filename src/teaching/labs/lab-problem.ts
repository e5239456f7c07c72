/** An invalid lab. The message has a line per problem, with file and line. */
export class LabProblem extends Error {
  override readonly name = 'LabProblem'
}
