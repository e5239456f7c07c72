import { inByteOrder } from '../../../api/byte-order.ts'
import type { Secret } from '../../../api/core.ts'
import type { StringMap } from '../../../api/meta.ts'
import { defaultStrategy } from '../../../registry/default-strategy.ts'
import type { Strategy } from '../../../registry/strategy.ts'
import { validateSecret, validateSecretUpdate } from './validation.ts'

/** `stringData` is a way to write: its values go into `data`, over what is there, and it is gone. */
const mergeStringData = ({ data, stringData }: Secret): { data?: StringMap } => {
  if (stringData === undefined) return data === undefined ? {} : { data }
  const merged: StringMap = Object.assign(Object.create(null), data)
  for (const [key, value] of Object.entries(stringData)) {
    merged[key] = Buffer.from(value).toString('base64')
  }
  return { data: inByteOrder(merged) }
}

const applyDefaults = (secret: Secret): Secret => {
  const { kind, apiVersion, metadata, immutable, type = '' } = secret
  return {
    kind,
    apiVersion,
    metadata,
    ...(immutable === undefined ? {} : { immutable }),
    ...mergeStringData(secret),
    type: type === '' ? 'Opaque' : type,
  }
}

export const strategy: Strategy<Secret> = defaultStrategy<Secret>({
  applyDefaults,
  validate: (_context, secret) => validateSecret(secret),
  validateUpdate: (_context, secret, old) => validateSecretUpdate(secret, old),
})
