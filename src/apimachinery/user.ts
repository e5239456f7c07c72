/** User of a request, after authentication or impersonation. */
export interface UserInfo {
  readonly name: string
  readonly uid?: string
  /** in the authenticator's order */
  readonly groups: readonly string[]
  /** null-prototype: clients choose the keys */
  readonly extra: Readonly<Record<string, readonly string[]>>
}

export const SYSTEM_MASTERS = 'system:masters'
export const SYSTEM_AUTHENTICATED = 'system:authenticated'
export const SYSTEM_UNAUTHENTICATED = 'system:unauthenticated'
export const SYSTEM_ANONYMOUS = 'system:anonymous'
