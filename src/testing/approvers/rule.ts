import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { ApproverRule as RuleBody } from '../generated/bodies.d.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import type { DistinguishedName } from '../../ca/name.ts'
import type { Verdict } from '../../controllers/extensions.ts'
import { parseRequest } from '../../ca/request.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { glob } from './glob.ts'

/** A rule for CSRs. All given fields must match; `*` stands for any text, except in `usages`. */
export interface ApproverRule extends Omit<RuleBody, 'usages'> {
  /** all requested usages are among these */
  readonly usages?: readonly string[]
}

/**
 * `said`: who decides, such as `by fault a`. Returns undefined if no decision is given; throws
 * FieldProblem if both are.
 */
export const verdictOf = (
  { approve, deny }: Pick<RuleBody, 'approve' | 'deny'>,
  at: string,
  reason: string,
  said: string,
): Verdict | undefined => {
  if (approve !== undefined && deny !== undefined)
    throw new FieldProblem(at, 'give approve or deny, not both')
  if (deny !== undefined) return { type: 'Denied', reason, message: `${deny} (${said})` }
  return approve && { type: 'Approved', reason, message: `approved ${said}` }
}

export interface Rule {
  readonly given: ApproverRule
  readonly verdict: Verdict
  /** `usualSeconds`: lifetime of a certificate whose CSR requests none */
  matches(csr: CertificateSigningRequest, usualSeconds: number): boolean
}

type Test = (csr: CertificateSigningRequest, usualSeconds: number) => boolean

/** Validation has rejected unreadable requests. */
const subjectOf = ({ spec }: CertificateSigningRequest): DistinguishedName =>
  parseRequest(spec.request ?? '').subject

type Texts = (csr: CertificateSigningRequest) => readonly string[]

const oneOf = (patterns: string | readonly string[]): ((text: string) => boolean) => {
  const globs = [patterns].flat().map(glob)
  return (text) => globs.some((matches) => matches(text))
}

const some =
  (textsOf: Texts) =>
  (patterns: string | readonly string[]): Test => {
    const matches = oneOf(patterns)
    return (csr) => textsOf(csr).some(matches)
  }

const TESTS: {
  readonly [F in keyof ApproverRule]?: (value: NonNullable<ApproverRule[F]>) => Test
} = {
  signer: some(({ spec }) => [spec.signerName]),
  users: some(({ spec }) => [spec.username ?? '']),
  groups: some(({ spec }) => spec.groups ?? []),
  commonName: some((csr) => [subjectOf(csr).commonName]),
  organizations: (patterns) => {
    const matches = oneOf(patterns)
    return (csr) => subjectOf(csr).organizations.every(matches)
  },
  usages: (usages) => {
    const known = new Set(usages)
    return ({ spec }) => (spec.usages ?? []).every((usage) => known.has(usage))
  },
  expirationSeconds:
    (most) =>
    ({ spec }, usualSeconds) =>
      (spec.expirationSeconds ?? usualSeconds) <= most,
}

export const MATCHED_FIELDS = Object.keys(TESTS) as readonly (keyof ApproverRule)[]

/**
 * Matches a CSR for system:masters only if the rule names that group literally. Admission
 * (CertificateSubjectRestriction) rejects the group only for kube-apiserver-client, but API servers
 * may trust certificates of other signers too.
 */
const masters =
  ({ organizations = [] }: ApproverRule): Test =>
  (csr) =>
    organizations.includes(SYSTEM_MASTERS) || !subjectOf(csr).organizations.includes(SYSTEM_MASTERS)

export const makeRule = (given: ApproverRule, verdict: Verdict): Rule => {
  const tests = Object.entries(TESTS).flatMap(([field, make]) => {
    const value = given[field as keyof ApproverRule]
    return value === undefined ? [] : [(make as (value: unknown) => Test)(value)]
  })
  if (given.deny === undefined) tests.push(masters(given))
  return {
    given,
    verdict,
    matches: (csr, usualSeconds) => tests.every((test) => test(csr, usualSeconds)),
  }
}
