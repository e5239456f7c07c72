import { fileIn, fileOf, type LabCheck } from '../workspace.ts'

const ANSWER = 'answer.txt'

export const fileContains: LabCheck<'fileContains'> = async ({ file, text }, workspace) => {
  const { say } = workspace
  return fileOf(workspace, file).includes(text)
    ? undefined
    : { is: say.lacksText(file, text), wanted: say.textWanted(text, file) }
}

const plain = (answer: string): string => answer.trim().toLowerCase()

export const answer: LabCheck<'answer'> = async ({ file = ANSWER, accepts }, workspace) => {
  const { say } = workspace
  const written = fileIn(workspace, file)?.toString().trim() ?? ''
  const wanted = say.answerWanted(file)
  if (written === '') return { is: say.noAnswerYet(file), wanted }
  if (accepts.some((one) => plain(one) === plain(written))) return undefined
  return { is: say.otherAnswer(written.split('\n', 1)[0]!.slice(0, 60)), wanted }
}
