/**
 * Fills token Secrets of service accounts, and deletes those of deleted accounts
 * (`tokens_controller.go`).
 */
import { base64 } from '../apimachinery/text/base64.ts'
import { omitEmpty } from '../apimachinery/omit-empty.ts'
import { inByteOrder } from '../apimachinery/text/byte-order.ts'
import type { Secret, ServiceAccount } from '../apis/core.ts'
import { type ObjectMeta, stringMap } from '../apimachinery/meta.ts'
import { signJwt } from '../apiserver/authn/jwt.ts'
import {
  ACCOUNT_NAME,
  ACCOUNT_UID,
  secretTokenClaims,
  TOKEN_SECRET_TYPE,
} from '../apiserver/authn/secret-tokens.ts'
import type { ServiceAccountKey } from '../apiserver/authn/service-account-key.ts'
import type { ObjectClient } from './object-client.ts'
import { controller, type Controller } from './controller.ts'
import { cachedAt, keyOf } from './object-controller.ts'
import type { ControllerDependencies } from './dependencies.ts'

interface TokenSecretOptions extends ControllerDependencies {
  readonly secrets: ObjectClient<Secret>
  readonly accounts: ObjectClient<ServiceAccount>
  readonly key: Pick<ServiceAccountKey, 'get'>
  readonly rootCa: string
}

const isTokenSecret = ({ type, metadata }: Secret): boolean =>
  type === TOKEN_SECRET_TYPE && metadata.deletionTimestamp === undefined

/** Whether the Secret is for this account, not for another of the same name. */
const isFor = ({ metadata: { annotations = {} } }: Secret, { name, uid }: ObjectMeta): boolean => {
  const { [ACCOUNT_NAME]: wantedName, [ACCOUNT_UID]: wantedUid = '' } = annotations
  return wantedName === name && (wantedUid === '' || wantedUid === uid)
}

export const tokenSecrets = (options: TokenSecretOptions): Controller => {
  const { secrets, accounts, key, rootCa, clock, log } = options
  const fill = async (secret: Secret, account: ObjectMeta): Promise<void> => {
    const { data = {}, metadata } = secret
    const wanted = { 'ca.crt': base64(rootCa), namespace: base64(metadata.namespace ?? '') }
    const token = data['token'] ?? ''
    if (token !== '' && data['ca.crt'] === wanted['ca.crt'] && (data['namespace'] ?? '') !== '')
      return
    const { privateKey, kid } = await key.get()
    const signed = () => base64(signJwt(secretTokenClaims(metadata, account), privateKey, kid))
    await secrets.update({
      ...secret,
      metadata: {
        ...metadata,
        annotations: inByteOrder(
          stringMap(metadata.annotations, {
            [ACCOUNT_NAME]: account.name ?? '',
            [ACCOUNT_UID]: account.uid ?? '',
          }),
        ),
      },
      data: inByteOrder(stringMap(data, { ...wanted, token: token === '' ? signed() : token })),
    })
  }
  return controller({
    name: 'serviceaccount-token-controller',
    clock,
    log,
    workers: 5,
    sources: [
      {
        client: secrets,
        keyFor: (secret: Secret, deleted) =>
          !deleted && isTokenSecret(secret) ? keyOf(secret) : undefined,
      },
      {
        client: accounts,
        keyFor: ({ metadata }, deleted) =>
          deleted
            ? secrets
                .list(metadata.namespace)
                .filter((secret) => isTokenSecret(secret) && isFor(secret, metadata))
                .map(keyOf)
            : undefined,
      },
    ],
    reconcile: async (at) => {
      const secret = cachedAt(secrets, at)
      if (secret === undefined || !isTokenSecret(secret)) return
      const { name = '', namespace = '', uid, annotations = {} } = secret.metadata
      const owner = annotations[ACCOUNT_NAME] ?? ''
      const cached = accounts.cached(owner, namespace)
      const isKnown = cached !== undefined && isFor(secret, cached.metadata)
      const account = isKnown || owner === '' ? cached : await accounts.live(owner, namespace)
      if (account !== undefined && isFor(secret, account.metadata)) {
        await fill(secret, account.metadata)
      } else {
        await secrets.delete(name, namespace, { preconditions: omitEmpty({ uid }) })
      }
    },
  })
}
