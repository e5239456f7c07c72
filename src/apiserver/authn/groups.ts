import {
  SYSTEM_ANONYMOUS,
  SYSTEM_AUTHENTICATED,
  SYSTEM_UNAUTHENTICATED,
  type UserInfo,
} from '../../apimachinery/user.ts'

const isMarked = (group: string): boolean =>
  group === SYSTEM_AUTHENTICATED || group === SYSTEM_UNAUTHENTICATED

/**
 * Adds the user to `system:authenticated`, unless anonymous or already in that group or
 * `system:unauthenticated`.
 */
export const withAuthenticatedGroup = (user: UserInfo): UserInfo =>
  user.name === SYSTEM_ANONYMOUS || user.groups.some(isMarked)
    ? user
    : { ...user, groups: [...user.groups, SYSTEM_AUTHENTICATED] }
