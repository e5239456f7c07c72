/** A rule of the approvers: which requests for certificates it is for, and what becomes of them. */
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { SYSTEM_MASTERS } from '../../apimachinery/user.ts'
import type { DistinguishedName } from '../../ca/name.ts'
import { parseRequest } from '../../ca/parsed-request.ts'
import { glob } from './glob.ts'

/**
 * In texts `*` stands for anything. A request has to be all that is said; what is not said may be
 * anything.
 */
export interface ApproverRule {
  readonly signer?: string
  /** who made the request: one of them */
  readonly users?: readonly string[]
  /** groups of whoever made it: they are in one of them */
  readonly groups?: readonly string[]
  /** of the subject that is asked for */
  readonly commonName?: string
  /** of the subject that is asked for: these and no others */
  readonly organizations?: readonly string[]
  /** that are asked for: these and no others */
  readonly usages?: readonly string[]
  /** the longest lifetime that is asked for; who asks for none gets the cluster's, which counts */
  readonly expirationSeconds?: number
  /** all requests, where nothing else is said */
  readonly everything?: boolean
  /** either this… */
  readonly approve?: true
  /** … or that, with the reason */
  readonly deny?: string
}

export type RuleVerdict = { readonly approve: true } | { readonly deny: string }

export interface Rule {
  /** as it was given, for whoever asks */
  readonly given: ApproverRule
  readonly verdict: RuleVerdict
  /** `usualSeconds`: what a request that names no lifetime gets */
  matches(csr: CertificateSigningRequest, usualSeconds: number): boolean
}

type Test = (csr: CertificateSigningRequest, usualSeconds: number) => boolean

/** Matches a text against several patterns. */
const oneOf = (patterns: readonly string[]): ((text: string) => boolean) => {
  const globs = patterns.map(glob)
  return (text) => globs.some((matches) => matches(text))
}

/** The subject that is asked for; validation has let in what can be read. */
const subjectOf = ({ spec }: CertificateSigningRequest): DistinguishedName =>
  parseRequest(spec.request ?? '').subject

const TESTS: {
  readonly [F in keyof ApproverRule]?: (value: NonNullable<ApproverRule[F]>) => Test
} = {
  signer: (pattern) => {
    const matches = glob(pattern)
    return ({ spec }) => matches(spec.signerName)
  },
  users: (patterns) => {
    const matches = oneOf(patterns)
    return ({ spec }) => matches(spec.username ?? '')
  },
  groups: (patterns) => {
    const matches = oneOf(patterns)
    return ({ spec }) => (spec.groups ?? []).some(matches)
  },
  commonName: (pattern) => {
    const matches = glob(pattern)
    return (csr) => matches(subjectOf(csr).commonName)
  },
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

/** The fields that say which requests a rule is for. */
export const MATCHED_FIELDS = Object.keys(TESTS) as readonly (keyof ApproverRule)[]

/**
 * Nobody is let into the group that may do everything by a star: only a rule that names it approves
 * a request for it. Admission refuses such requests for one signer alone
 * (CertificateSubjectRestriction), and whoever signs for others may be trusted as well.
 */
const letsIn =
  ({ organizations = [] }: ApproverRule): Test =>
  (csr) =>
    organizations.includes(SYSTEM_MASTERS) || !subjectOf(csr).organizations.includes(SYSTEM_MASTERS)

export const makeRule = (given: ApproverRule, verdict: RuleVerdict): Rule => {
  const tests = Object.entries(TESTS).flatMap(([field, make]) => {
    const value = given[field as keyof ApproverRule]
    return value === undefined ? [] : [(make as (value: unknown) => Test)(value)]
  })
  if ('approve' in verdict) tests.push(letsIn(given))
  return {
    given,
    verdict,
    matches: (csr, usualSeconds) => tests.every((test) => test(csr, usualSeconds)),
  }
}
