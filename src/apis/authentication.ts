/** Kinds of `authentication.k8s.io/v1`, which are never stored. */
import { omitEmpty } from '../apimachinery/omit-empty.ts'
import { inByteOrder } from '../apimachinery/text/byte-order.ts'
import type { UserInfo } from '../apimachinery/user.ts'
import type { UserInfo as ReviewedUser } from './generated/authentication.d.ts'

export type * from './generated/authentication.d.ts'

export const AUTHENTICATION_GROUP = 'authentication.k8s.io'

export const reviewedUser = ({ name, uid, groups, extra }: UserInfo): ReviewedUser =>
  omitEmpty({ username: name, uid, groups, extra: inByteOrder(extra) })
