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

/** Issues a certificate to a user. Rejects with NoAnswer and RequestRefused. */
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

/** Returns a connection with a user's certificate instead of the token. */
export const connectionAs = (
  { token: _token, ...base }: ApiConnection,
  { certificate, key }: Pick<MadeUser, 'certificate' | 'key'>,
): ApiConnection => ({ ...base, certificate: Buffer.from(certificate), key: Buffer.from(key) })
