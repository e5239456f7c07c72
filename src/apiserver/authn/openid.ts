/** OpenID Connect discovery and the issuer's keys (RFC 7517). */
import { ISSUER } from './audiences.ts'
import type { ServiceAccountKey, TokenSigningKey } from './service-account-key.ts'

const jwk = ({ publicKey, kid }: TokenSigningKey): object => {
  const { n, e } = publicKey.export({ format: 'jwk' })
  return { use: 'sig', kty: 'RSA', kid, alg: 'RS256', n, e }
}

export interface OpenIdDocuments {
  configuration(): object
  /** makes the key if there is none */
  keys(): Promise<object>
}

export const OPENID_CONFIGURATION_PATH = '/.well-known/openid-configuration'
export const OPENID_KEYS_PATH = '/openid/v1/jwks'

/**
 * `address`: the API server's external `host:port`, whatever address the client used, since caches
 * may share the documents (`pkg/serviceaccount/openidmetadata.go` of Kubernetes 1.34).
 */
export const openIdDocuments = (
  key: ServiceAccountKey,
  address: () => string,
): OpenIdDocuments => ({
  configuration: () => ({
    issuer: ISSUER,
    jwks_uri: `https://${address()}${OPENID_KEYS_PATH}`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }),
  keys: async () => ({ keys: [jwk(await key.get())] }),
})
