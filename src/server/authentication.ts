import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS, type UserInfo } from '../apimachinery/user.ts'
import type { Authenticator } from '../apiserver/authn/authenticator.ts'
import {
  type AuthenticateToken,
  bearerAuthenticator,
  tokenAuthenticator,
} from '../apiserver/authn/bearer.ts'
import { BOOTSTRAP_TOKEN_NAMESPACE, bootstrapTokens } from '../apiserver/authn/bootstrap-tokens.ts'
import type { TemporaryTokens } from '../apiserver/authn/temporary-tokens.ts'
import { secretTokens } from '../apiserver/authn/secret-tokens.ts'
import { serviceAccountTokens } from '../apiserver/authn/service-account-tokens.ts'
import { hashToken, staticToken } from '../apiserver/authn/token.ts'
import { unionAuthenticator } from '../apiserver/authn/union.ts'
import { webSocketBearer } from '../apiserver/authn/websocket-bearer.ts'
import { clientCertificates, type VerifyPeer } from '../apiserver/authn/x509.ts'
import type { Api } from './api.ts'
import type { Base } from './base.ts'
import { ADMIN_NAME } from './own-certificates.ts'
import type { Pki } from './pki.ts'
import type { State } from './state.ts'

export const ADMIN: UserInfo = {
  name: ADMIN_NAME,
  groups: [SYSTEM_MASTERS, SYSTEM_AUTHENTICATED],
  extra: {},
}

export const tokens = (
  { clock }: Base,
  { adminToken }: State,
  { objects }: Api,
  { accountKey: key }: Pki,
): AuthenticateToken =>
  tokenAuthenticator([
    staticToken({ sha256: hashToken(adminToken), user: ADMIN }),
    secretTokens({
      key,
      findAccount: (namespace, name) => objects.find('serviceaccounts', namespace, name)?.metadata,
      findSecret: (namespace, name) => objects.find('secrets', namespace, name),
    }),
    serviceAccountTokens({
      key,
      clock,
      find: (...where) => objects.find(...where)?.metadata,
    }),
    bootstrapTokens({
      clock,
      find: (name) => objects.find('secrets', BOOTSTRAP_TOKEN_NAMESPACE, name),
    }),
  ])

/** Temporary tokens come first; as in kube-apiserver, certificates precede other tokens. */
export const authenticators = (
  verifyPeer: VerifyPeer,
  authenticateToken: AuthenticateToken,
  lent: TemporaryTokens,
): Authenticator =>
  unionAuthenticator([
    lent.authenticate,
    clientCertificates(verifyPeer),
    bearerAuthenticator(authenticateToken),
    webSocketBearer(authenticateToken),
  ])
