/** All hints, by the moment at which each can be given. A new one is a file beside these and a word in its list. */
import { nameIsNotUser } from './accept/name-is-not-user.ts'
import { approvedInVain } from './approve/approved-in-vain.ts'
import { deniedIsFinal } from './approve/denied-is-final.ts'
import { notPermitted } from './approve/not-permitted.ts'
import { powerful } from './approve/powerful.ts'
import { lifetime } from './create/lifetime.ts'
import { masters } from './create/masters.ts'
import { nameTaken } from './create/name-taken.ts'
import { notARequest } from './create/not-a-request.ts'
import { oddSubject } from './create/odd-subject.ts'
import { signerMissing } from './create/signer-missing.ts'
import { signerUnserved } from './create/signer-unserved.ts'
import { unknownGroup } from './create/unknown-group.ts'
import { usagesMissing } from './create/usages-missing.ts'
import { willFail } from './create/will-fail.ts'
import { stillValid } from './delete/still-valid.ts'
import { frozenSpec } from './edit/frozen-spec.ts'
import type {
  ChangeFacts,
  CreateFacts,
  DeleteFacts,
  LoginFacts,
  ReadFacts,
  RefusedFacts,
} from './facts.ts'
import type { Hint } from './hint.ts'
import { whoAreYou } from './login/who-are-you.ts'
import { decided } from './read/decided.ts'
import { noCertificateYet } from './read/no-certificate-yet.ts'
import { soonGone } from './read/soon-gone.ts'
import { anonymousRefused } from './refused/anonymous.ts'
import { brokenBase64 } from './refused/broken-base64.ts'
import { noRule } from './refused/no-rule.ts'
import { oldVersion } from './refused/old-version.ts'
import { wasDeleted } from './refused/was-deleted.ts'

/** Those that need nothing but the request itself: the doctor gives them too. */
export const REQUEST_HINTS: readonly Hint<CreateFacts>[] = [
  notARequest,
  signerMissing,
  signerUnserved,
  usagesMissing,
  masters,
  willFail,
  lifetime,
  oddSubject,
]
export const CREATE_HINTS: readonly Hint<CreateFacts>[] = [
  nameTaken,
  ...REQUEST_HINTS,
  unknownGroup,
]
/** Of a request that nothing stands in the way of any more: to whom it is refused, they would be noise. */
export const ACCEPT_HINTS: readonly Hint<CreateFacts>[] = [nameIsNotUser]
export const EDIT_HINTS: readonly Hint<ChangeFacts>[] = [frozenSpec]
export const APPROVE_HINTS: readonly Hint<ChangeFacts>[] = [
  notPermitted,
  deniedIsFinal,
  approvedInVain,
  powerful,
]
export const DELETE_HINTS: readonly Hint<DeleteFacts>[] = [stillValid]
export const READ_HINTS: readonly Hint<ReadFacts>[] = [decided, noCertificateYet, soonGone]
export const REFUSED_HINTS: readonly Hint<RefusedFacts>[] = [
  anonymousRefused,
  noRule,
  wasDeleted,
  oldVersion,
  brokenBase64,
]
export const LOGIN_HINTS: readonly Hint<LoginFacts>[] = [whoAreYou]
