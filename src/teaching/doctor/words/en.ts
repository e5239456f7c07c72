/** Sentences in English. */
import { SYSTEM_MASTERS } from '../../../apimachinery/user.ts'
import { moment } from '../../hints/time.ts'
import { ENGLISH_HINTS } from '../../hints/words/en.ts'
import type { CleanUp } from '../../../resources/certificates/csr/clean-up.ts'

const listed = (names: readonly string[]): string => names.join(', ') || 'none'

export const ENGLISH_TRACE = {
  hints: ENGLISH_HINTS,

  sentBy: (user: string, groups: readonly string[], at: string, how: string): string =>
    `${user} (groups ${listed(groups)}) sent it at ${at}${how}.`,
  byCertificate: (sha256: string): string => `, by the client certificate with SHA-256 ${sha256}`,
  byCredential: (credential: string): string => `, by the credential ${credential}`,
  nobody: 'nobody',
  couldNotAsk: (user: string): string =>
    `${user} was allowed to create it; which rule allows that could not be asked.`,
  noLongerAllowed: (user: string): string =>
    `${user} was allowed to create it then; today no rule allows it any more.`,
  mayCreate: (user: string, reason: string): string => `${user} may create requests: ${reason}.`,
  mastersMayAll: `members of ${SYSTEM_MASTERS} may do everything, without any rule`,
  noReason: 'no reason is given',

  subjectChecked: `CertificateSubjectRestriction: the subject does not ask for O=${SYSTEM_MASTERS}.`,
  subjectNotChecked: (signer: string): string =>
    `CertificateSubjectRestriction looks only at ${signer}.`,
  goodRequest: (about: string): string =>
    `spec.request is one PEM request whose signature is that of its key${about}.`,
  aboutRequest: (subject: string, key: string, fingerprint: string): string =>
    `: ${subject}, ${key}, key ${fingerprint}`,
  badRequest: (problem: string): string => `spec.request: ${problem}.`,
  noLifetime: 'spec.expirationSeconds is not set: the signer chooses.',
  lifetime: (seconds: number): string =>
    `spec.expirationSeconds: ${seconds}, which is ${ENGLISH_HINTS.lifetime(seconds)}.`,

  pending: (command: string): string => `pending: ${command}`,
  toldAt: (message: string, at: string): string => `${message} At ${at}.`,
  decided: (type: string, at: string, manager: string | undefined, why: string): string =>
    `${type} at ${at}${manager === undefined ? '' : ` with ${manager}`} (${why}).`,

  willGive: (seconds: number): string =>
    `it will give ${ENGLISH_HINTS.lifetime(seconds)}, or its own maximum where that is less.`,
  issuedBy: (signer: string): string => `${signer} issued it.`,
  /** without a full stop */
  refusedAt: (signer: string, at: string, message: string): string =>
    `${signer} refused it at ${at}: ${message}`,
  /** without a full stop */
  willRefuse: (signer: string, problem: string): string => `${signer} will refuse it: ${problem}`,
  deniedIsFinal: 'a denied request is never signed.',
  noAnswerYet: 'the signer has not answered yet.',
  waitsForApproval: (signer: string): string => `${signer} waits for an approval.`,
  /** without a full stop */
  noSuchSigner: (signer: string): string => `none of Kubernetes' signers is called ${signer}`,

  subject: (name: string): string => `subject ${name}: the user and the groups that log in.`,
  sameKey: (fingerprint: string): string => `for the key of the request, ${fingerprint}.`,
  otherKey: 'for another key than that of the request.',
  valid: (from: number, until: number, hasExpired: boolean): string =>
    `valid from ${moment(from)} until ${moment(until)}${hasExpired ? ': it has expired' : ''}.`,
  unreadable: (problem: string): string => `it cannot be read: ${problem}.`,

  cleanedUp: ({ at, why }: CleanUp): string =>
    `deleted by the cleaner after ${moment(at)}: ${why}.`,
}

export type TraceWords = typeof ENGLISH_TRACE
