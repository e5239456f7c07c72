/** `authentication.k8s.io/v1` on the wire, fields in the order of Go's structs; the kinds that are only ever posted. */
import { inByteOrder } from '../text/byte-order.ts'
import type { KubeObject } from '../meta.ts'
import type { UserInfo } from '../user.ts'

export const AUTHENTICATION_GROUP = 'authentication.k8s.io'

/** A user as reviews show it; what is empty is left out. */
export interface ReviewedUser {
  username?: string
  uid?: string
  groups?: readonly string[]
  /** no prototype: keys are the client's */
  extra?: Readonly<Record<string, readonly string[]>>
}

export interface SelfSubjectReview extends KubeObject {
  status: { userInfo: ReviewedUser }
}

export interface TokenReviewStatus {
  authenticated?: boolean
  user: ReviewedUser
  audiences?: readonly string[]
  error?: string
}

export interface TokenReview extends KubeObject {
  spec: {
    token?: string
    /** whom the token must be for; none: the API server */
    audiences?: readonly string[]
  }
  status: TokenReviewStatus
}

/** A user in the form of the reviews. */
export const reviewedUser = ({ name, uid = '', groups, extra }: UserInfo): ReviewedUser => ({
  ...(name === '' ? {} : { username: name }),
  ...(uid === '' ? {} : { uid }),
  ...(groups.length === 0 ? {} : { groups }),
  ...(Object.keys(extra).length === 0 ? {} : { extra: inByteOrder(extra) }),
})

/** An object that a token is tied to: the token ends with it. */
export interface BoundObjectReference {
  kind?: string
  apiVersion?: string
  name?: string
  uid?: string
}

/** Asks for a token of a service account; only ever posted to `serviceaccounts/NAME/token`. */
export interface TokenRequest extends KubeObject {
  spec: {
    /** whom the token is for; none: the API server */
    audiences?: readonly string[] | null
    expirationSeconds?: number | null
    boundObjectRef?: BoundObjectReference | null
  }
  status: { token: string; expirationTimestamp: string | null }
}
