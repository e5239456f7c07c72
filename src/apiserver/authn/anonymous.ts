import { SYSTEM_ANONYMOUS, SYSTEM_UNAUTHENTICATED, type UserInfo } from '../../apimachinery/user.ts'

export const anonymous: UserInfo = {
  name: SYSTEM_ANONYMOUS,
  groups: [SYSTEM_UNAUTHENTICATED],
  extra: {},
}
