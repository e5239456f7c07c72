/** How far somebody is with the lab that a cluster was started for: kept for whoever looks on, as its own commands have found it. */
import { flagField, listField, objectField, optionalField, textField } from '../field-readers.ts'

/** Of an outcome. */
interface ReportedOutcome {
  readonly id: string
  /** what is to be, in a sentence */
  readonly says: string
  /** undefined: nobody has looked yet */
  readonly met: boolean | undefined
  /** what is missing, in a sentence */
  readonly notYet: string | undefined
  /** what is there in its place */
  readonly is: string | undefined
  readonly wanted: string | undefined
}

/** What a lab's command hands over. */
export interface GivenLabReport {
  readonly name: string
  readonly title: string
  readonly outcomes: readonly ReportedOutcome[]
}

export interface LabReport extends GivenLabReport {
  /** when that was so, as the cluster takes it */
  readonly time: string
}

const optionalText = optionalField(textField('a text'))

/** Reads a {@link GivenLabReport}. Throws FieldProblem. */
export const readLabReport = objectField({
  name: textField('the name of a lab, such as "jane"'),
  title: textField('what it is called'),
  outcomes: listField(
    objectField({
      id: textField('a name'),
      says: textField('a sentence'),
      met: optionalField(flagField),
      notYet: optionalText,
      is: optionalText,
      wanted: optionalText,
    }),
  ),
})
