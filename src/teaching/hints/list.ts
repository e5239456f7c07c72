/** All hints, by the moment at which each can be given. A new one is a file beside these and a word in its list. */
import { lifetimeCut } from './accept/lifetime-cut.ts'
import { oddSubject } from './accept/odd-subject.ts'
import { ouForO } from './accept/ou-for-o.ts'
import { signerUnserved } from './accept/signer-unserved.ts'
import { unknownGroup } from './accept/unknown-group.ts'
import { willFail } from './accept/will-fail.ts'
import { approvedInVain } from './approve/approved-in-vain.ts'
import { notPermitted } from './approve/not-permitted.ts'
import { powerful } from './approve/powerful.ts'
import { roleMissing } from './bind/role-missing.ts'
import { userForGroup } from './bind/user-for-group.ts'
import { lifetime } from './create/lifetime.ts'
import { masters } from './create/masters.ts'
import { nameTaken } from './create/name-taken.ts'
import { notARequest } from './create/not-a-request.ts'
import { signerMalformed } from './create/signer-malformed.ts'
import { signerMissing } from './create/signer-missing.ts'
import { specMissing } from './create/spec-missing.ts'
import { usagesMissing } from './create/usages-missing.ts'
import { usagesUnknown } from './create/usages-unknown.ts'
import { stillValid } from './delete/still-valid.ts'
import { frozenSpec } from './edit/frozen-spec.ts'
import type {
  BindFacts,
  ChangeFacts,
  CreateFacts,
  DeleteFacts,
  LoginFacts,
  ReadFacts,
  RefusedFacts,
} from './facts.ts'
import type { Hint } from './hint.ts'
import { nameIsNotUser } from './learn/name-is-not-user.ts'
import { whoAreYou } from './login/who-are-you.ts'
import { decided } from './read/decided.ts'
import { noCertificateYet } from './read/no-certificate-yet.ts'
import { soonGone } from './read/soon-gone.ts'
import { anonymousRefused } from './refused/anonymous.ts'
import { brokenBase64 } from './refused/broken-base64.ts'
import { lifetimeWords } from './refused/lifetime-words.ts'
import { misspeltName } from './refused/misspelt-name.ts'
import { noRule } from './refused/no-rule.ts'
import { oldVersion } from './refused/old-version.ts'
import { unknownField } from './refused/unknown-field.ts'
import { wasDeleted } from './refused/was-deleted.ts'

/** What the API refuses in a request by itself. */
const REFUSED_REQUEST: readonly Hint<CreateFacts>[] = [
  specMissing,
  notARequest,
  signerMissing,
  signerMalformed,
  usagesMissing,
  usagesUnknown,
  masters,
  lifetime,
]
/** What is odd about its subject: `csrlab explain` tells it too. */
export const SUBJECT_HINTS: readonly Hint<CreateFacts>[] = [oddSubject, ouForO]
/** What it takes, and what comes to nothing all the same. */
const ACCEPTED_REQUEST: readonly Hint<CreateFacts>[] = [
  signerUnserved,
  willFail,
  lifetimeCut,
  ...SUBJECT_HINTS,
]
/** Those that need nothing but the request itself: the doctor gives them too. */
export const REQUEST_HINTS: readonly Hint<CreateFacts>[] = [...REFUSED_REQUEST, ...ACCEPTED_REQUEST]
/** Of a request that is refused: why. */
export const CREATE_HINTS: readonly Hint<CreateFacts>[] = [nameTaken, ...REFUSED_REQUEST]
/** Of a request that nothing stands in the way of any more: to whom it is refused, they would be untrue. */
export const ACCEPT_HINTS: readonly Hint<CreateFacts>[] = [...ACCEPTED_REQUEST, unknownGroup]
/** No mistake by itself: said once in a cluster, of a request of which nothing else is said. */
export const LEARN_HINTS: readonly Hint<CreateFacts>[] = [nameIsNotUser]
export const EDIT_HINTS: readonly Hint<ChangeFacts>[] = [frozenSpec]
/** Of a decision that is refused: why. */
export const APPROVE_HINTS: readonly Hint<ChangeFacts>[] = [notPermitted]
/** Of a decision that is taken. */
export const APPROVED_HINTS: readonly Hint<ChangeFacts>[] = [approvedInVain, powerful]
export const BIND_HINTS: readonly Hint<BindFacts>[] = [roleMissing, userForGroup]
export const DELETE_HINTS: readonly Hint<DeleteFacts>[] = [stillValid]
export const READ_HINTS: readonly Hint<ReadFacts>[] = [decided, noCertificateYet, soonGone]
export const REFUSED_HINTS: readonly Hint<RefusedFacts>[] = [
  anonymousRefused,
  noRule,
  wasDeleted,
  misspeltName,
  oldVersion,
  brokenBase64,
  unknownField,
  lifetimeWords,
]
export const LOGIN_HINTS: readonly Hint<LoginFacts>[] = [whoAreYou]
