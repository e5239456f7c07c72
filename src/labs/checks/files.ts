/** Files that a learner has written. */
import { decodePemBlocks } from '../../ca/pem.ts'
import type { CheckParameters } from '../lab.ts'
import { fileIn, type Found, type Place } from '../place.ts'

const ANSWER = 'answer.txt'

export const fileContains = async (
  { file, text, lacks, pem, same }: CheckParameters['fileContains'],
  place: Place,
): Promise<Found> => {
  const { say } = place
  const bytes = fileIn(place, file)
  if (bytes === undefined) return { is: say.noFile(file), wanted: say.fileWanted(file) }
  const whole = bytes.toString()
  if (text !== undefined && !whole.includes(text))
    return { is: say.lacksText(file, text), wanted: say.textWanted(file, text) }
  if (lacks !== undefined && whole.includes(lacks))
    return { is: say.hasText(file, lacks), wanted: say.noTextWanted(file, lacks) }
  if (pem !== undefined && !decodePemBlocks(bytes).some(({ type }) => type === pem))
    return { is: say.lacksText(file, pem), wanted: say.textWanted(file, pem) }
  if (same !== undefined && fileIn(place, same)?.equals(bytes) !== true)
    return { is: say.differs(file, same), wanted: say.sameWanted(file, same) }
  return undefined
}

const plain = (answer: string): string => answer.trim().toLowerCase()

export const answer = async (
  { file = ANSWER, accepts }: CheckParameters['answer'],
  place: Place,
): Promise<Found> => {
  const { say } = place
  const written = fileIn(place, file)?.toString().trim() ?? ''
  const wanted = say.answerWanted(file)
  if (written === '') return { is: say.noAnswerYet(file), wanted }
  if (accepts.some((one) => plain(one) === plain(written))) return undefined
  return { is: say.otherAnswer(written.split('\n', 1)[0]!.slice(0, 60)), wanted }
}
