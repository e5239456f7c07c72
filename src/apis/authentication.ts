/** `authentication.k8s.io/v1` on the wire: kinds that are only ever posted. */
import { inByteOrder } from '../apimachinery/text/byte-order.ts'
import type { UserInfo } from '../apimachinery/user.ts'
import type { UserInfo as ReviewedUser } from './generated/authentication.d.ts'

export type * from './generated/authentication.d.ts'

export const AUTHENTICATION_GROUP = 'authentication.k8s.io'

/** Returns a user in the form of the reviews, empty fields left out. */
export const reviewedUser = ({ name, uid = '', groups, extra }: UserInfo): ReviewedUser => ({
  ...(name === '' ? {} : { username: name }),
  ...(uid === '' ? {} : { uid }),
  ...(groups.length === 0 ? {} : { groups }),
  ...(Object.keys(extra).length === 0 ? {} : { extra: inByteOrder(extra) }),
})
