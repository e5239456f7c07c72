/** Who a request is made by: what authentication found, or what impersonation put in its place. */
export interface UserInfo {
  readonly name: string
  readonly uid?: string
  /** in the authenticator's order; `system:authenticated` is already among them */
  readonly groups: readonly string[]
  /** no prototype: keys are the client's */
  readonly extra: Readonly<Record<string, readonly string[]>>
}

export const SYSTEM_MASTERS = 'system:masters'
export const SYSTEM_AUTHENTICATED = 'system:authenticated'
export const SYSTEM_UNAUTHENTICATED = 'system:unauthenticated'
export const SYSTEM_ANONYMOUS = 'system:anonymous'
