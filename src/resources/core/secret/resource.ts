import type { Secret } from '../../../apis/core.ts'
import { ageColumn, column, nameColumn } from '../../../apiserver/registry/columns.ts'
import { declare } from '../../declare.ts'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import { base64 } from '../../../apimachinery/text/base64.ts'
import type { StringMap } from '../../../apimachinery/meta.ts'
import { keyPairProblem } from '../../../ca/keys.ts'
import { validateSecret, validateSecretUpdate } from './validation.ts'

/** Merges the write-only `stringData` into `data`. */
const mergeStringData = ({ data, stringData }: Secret): { data?: StringMap } => {
  if (stringData === undefined) return data ? { data } : {}
  const added = Object.entries(stringData).map(([key, value]) => [key, base64(value)])
  return { data: { ...data, ...Object.fromEntries(added) } }
}

const applyDefaults = (secret: Secret): Secret => {
  const { kind, apiVersion, metadata, immutable, type = '' } = secret
  return {
    kind,
    apiVersion,
    metadata,
    ...omitEmpty({ immutable }),
    ...mergeStringData(secret),
    type: type === '' ? 'Opaque' : type,
  }
}

const bytesOf = ({ data = {} }: Secret, key: string): Buffer =>
  Buffer.from(data[key] ?? '', 'base64')

/** Warns about a TLS key pair that Go cannot load. */
const warnings = (secret: Secret): string[] => {
  if (secret.type !== 'kubernetes.io/tls') return []
  const problem = keyPairProblem(bytesOf(secret, 'tls.crt'), bytesOf(secret, 'tls.key'))
  return problem === undefined ? [] : [problem]
}

export const secrets = declare<Secret>({
  group: '',
  kind: 'Secret',
  strategy: {
    applyDefaults,
    warnings,
    validate: validateSecret,
    validateUpdate: validateSecretUpdate,
  },
  columns: [
    nameColumn,
    column('Type', 'The type of the content.', ({ type }) => type ?? ''),
    column('Data', 'The number of keys.', ({ data }) => Object.keys(data ?? {}).length),
    ageColumn,
  ],
  selectableFields: { type: ({ type }) => type ?? '' },
})
