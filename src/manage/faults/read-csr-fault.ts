/** Reads what is ordered of signers and approver. */
import { CERTIFICATE_FAULTS } from '../../ca/faulty-certificate.ts'
import {
  durationField,
  FieldProblem,
  type FieldReader,
  objectField,
  optionalField,
  shownValue,
  textField,
} from '../field-readers.ts'
import type { ApproverFault, SignerFault } from './fault.ts'

/** Stands there, or not. */
const markField: FieldReader<true> = (value, at) => {
  if (value === true) return true
  throw new FieldProblem(at, `write true, or leave it out, not ${shownValue(value)}`)
}

const mark = optionalField(markField)
const reason = optionalField(textField('a reason, such as "the key is too short"'))

const MARKS = [...CERTIFICATE_FAULTS, 'silent'] as const
type Mark = (typeof MARKS)[number]

const SIGNER = objectField({
  delay: optionalField(durationField),
  fail: reason,
  ...(Object.fromEntries(MARKS.map((name) => [name, mark])) as Record<Mark, typeof mark>),
})

export const signerField: FieldReader<SignerFault> = (value, at) => {
  const { delay, fail, ...marks } = SIGNER(value, at)
  const answers = [
    ...MARKS.filter((name) => marks[name] === true),
    ...(fail === undefined ? [] : [{ fail }]),
  ]
  if (answers.length > 1 || (answers.length === 0 && delay === undefined))
    throw new FieldProblem(at, `give delay, or one of fail, ${MARKS.join(', ')}, or both`)
  return { delay: delay ?? 0, answer: answers[0] }
}

const APPROVER = objectField({ delay: optionalField(durationField), approve: mark, deny: reason })

export const approverField: FieldReader<ApproverFault> = (value, at) => {
  const { delay, approve, deny } = APPROVER(value, at)
  if (approve !== undefined && deny !== undefined)
    throw new FieldProblem(at, 'give approve or deny, not both')
  if (delay === undefined && approve === undefined && deny === undefined)
    throw new FieldProblem(at, 'give approve, deny or delay')
  const verdict = deny === undefined ? approve && { approve } : { deny }
  return { delay: delay ?? 0, verdict }
}
