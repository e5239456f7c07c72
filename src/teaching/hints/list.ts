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
import { keptByServer, setByServer } from './create/set-by-server.ts'
import { signerMalformed } from './create/signer-malformed.ts'
import { signerMissing } from './create/signer-missing.ts'
import { specMissing } from './create/spec-missing.ts'
import { usagesMissing } from './create/usages-missing.ts'
import { usagesUnknown } from './create/usages-unknown.ts'
import { stillValid } from './delete/still-valid.ts'
import { frozenSpec } from './edit/frozen-spec.ts'
import { nameIsNotUser } from './learn/name-is-not-user.ts'
import { whoAreYou } from './login/who-are-you.ts'
import { decided } from './read/decided.ts'
import { noCertificateYet } from './read/no-certificate-yet.ts'
import { soonGone } from './read/soon-gone.ts'
import { anonymousRefused } from './refused/anonymous.ts'
import { brokenBase64 } from './refused/broken-base64.ts'
import { lifetimeWords } from './refused/lifetime-words.ts'
import { misspeltKind } from './refused/misspelt-kind.ts'
import { misspeltName } from './refused/misspelt-name.ts'
import { noRule } from './refused/no-rule.ts'
import { oldVersion } from './refused/old-version.ts'
import { unknownField } from './refused/unknown-field.ts'
import { wasDeleted } from './refused/was-deleted.ts'
import { wrongType } from './refused/wrong-type.ts'

/** Hints about requests that the API rejects. */
const REFUSED_REQUEST = [
  specMissing,
  notARequest,
  signerMissing,
  signerMalformed,
  usagesMissing,
  usagesUnknown,
  masters,
  lifetime,
]
/** Shared with `csrlab explain`. */
export const SUBJECT_HINTS = [oddSubject, ouForO]
/** Hints about requests that the API accepts. */
const ACCEPTED_REQUEST = [signerUnserved, willFail, lifetimeCut, ...SUBJECT_HINTS]
/** For the doctor, which has no stored objects. */
export const REQUEST_HINTS = [...REFUSED_REQUEST, ...ACCEPTED_REQUEST]
export const CREATE_HINTS = [nameTaken, ...REFUSED_REQUEST, setByServer]
/** These hints would be wrong for a rejected request. */
export const ACCEPT_HINTS = [...ACCEPTED_REQUEST, unknownGroup]
/** Given once per server, and only if no other hint applies. */
export const LEARN_HINTS = [nameIsNotUser]
export const EDIT_HINTS = [frozenSpec, keptByServer]
export const BEFORE_APPROVAL_HINTS = [notPermitted]
export const AFTER_APPROVAL_HINTS = [approvedInVain, powerful]
export const BIND_HINTS = [roleMissing, userForGroup]
export const DELETE_HINTS = [stillValid]
export const READ_HINTS = [decided, noCertificateYet, soonGone]
export const REFUSED_HINTS = [
  anonymousRefused,
  noRule,
  wasDeleted,
  misspeltName,
  misspeltKind,
  oldVersion,
  brokenBase64,
  unknownField,
  lifetimeWords,
  wrongType,
]
export const LOGIN_HINTS = [whoAreYou]
