import { type Requester, call } from '../../apiserver/client/call.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'

export interface MadeUser {
  readonly name: string
  /** PEM */
  readonly key: string
  /** PEM */
  readonly certificate: string
}

/** Rejects with NoAnswer or RequestRefused. */
export const makeUser = async (
  requester: Requester,
  name: string,
  spec: {
    readonly groups?: readonly string[] | undefined
    readonly lifetime?: string | undefined
  },
): Promise<MadeUser> => {
  const { users } = await call<{ readonly users: readonly [MadeUser] }>(
    requester,
    'POST',
    `${MANAGEMENT_PATH}/populate`,
    { apiVersion: 'csrlab/v1', kind: 'User', metadata: { name }, spec },
  )
  return users[0]
}

/** Replaces the token by a user's certificate. */
export const connectionAs = (
  { token: _token, ...base }: ApiConnection,
  { certificate, key }: Pick<MadeUser, 'certificate' | 'key'>,
): ApiConnection => ({ ...base, certificate: Buffer.from(certificate), key: Buffer.from(key) })
