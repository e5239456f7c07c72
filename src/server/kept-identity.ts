/** Stores certificates and their keys in the settings. */
import type { Identity } from '../ca/identity.ts'
import type { Settings } from '../storage/store.ts'

export const readIdentity = (
  settings: Pick<Settings, 'get'>,
  name: string,
): Identity | undefined => {
  const certificate = settings.get(`${name}.crt`)
  const key = settings.get(`${name}.key`)
  return certificate && key && { certificatePem: certificate.toString(), keyPem: key.toString() }
}

export const writeIdentity = async (
  settings: Pick<Settings, 'change'>,
  name: string,
  { certificatePem, keyPem }: Identity,
): Promise<void> => {
  await settings.change({
    [`${name}.key`]: Buffer.from(keyPem),
    [`${name}.crt`]: Buffer.from(certificatePem),
  })
}
