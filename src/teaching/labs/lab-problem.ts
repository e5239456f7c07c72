/** A lab that cannot be read: a line for each thing that is wrong, with file and line. */
export class LabProblem extends Error {
  override readonly name = 'LabProblem'
}
