/** Parses faults of signers and the approver, after schema validation. */
import { CERTIFICATE_FAULTS } from '../../ca/faulty-certificate.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { durationOf } from '../bodies/texts.ts'
import type { DecidingOrder } from '../../controllers/extensions.ts'
import { verdictOf } from '../approvers/rule.ts'
import type { SignerFault } from './fault.ts'
import type { FaultKind } from '../generated/bodies.d.ts'

const MARKS = [...CERTIFICATE_FAULTS, 'silent'] as const

/** Throws FieldProblem. */
export const signerFault = (order: NonNullable<FaultKind['signer']>, at: string): SignerFault => {
  const { delay, fail } = order
  const answers = [
    ...MARKS.filter((name) => order[name] === true),
    ...(fail === undefined ? [] : [{ fail }]),
  ]
  if (answers.length > 1 || (answers.length === 0 && delay === undefined))
    throw new FieldProblem(
      at,
      `give delay, or one of ${['fail', ...MARKS].join(', ')}, or delay with one of them`,
    )
  return { delay: durationOf(delay ?? '0s', `${at}.delay`), answer: answers[0] }
}

/** Throws FieldProblem. */
export const approverFault = (
  order: NonNullable<FaultKind['approver']>,
  at: string,
  name: string,
): DecidingOrder => {
  const { delay } = order
  const verdict = verdictOf(order, at, 'CsrlabFault', `by fault ${name}`)
  if (delay === undefined && verdict === undefined)
    throw new FieldProblem(at, 'give approve, deny or delay')
  return { delayMs: durationOf(delay ?? '0s', `${at}.delay`), verdict }
}
