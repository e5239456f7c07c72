/** The options of a write, from its query. Throw the 422 StatusErrors of `CreateOptions` and its like, for a create also the 415. */
import type { Call } from '../call.ts'
import { bodyType, type FieldValidation } from './body.ts'
import {
  validateCreateOptions,
  validatePatchOptions,
  validateUpdateOptions,
} from '../../registry/options-validation.ts'
import { queryFlag } from '../request-info.ts'

export interface WriteOptions {
  readonly dryRun: boolean
  /** '' takes the user agent's */
  readonly fieldManager: string
  readonly fieldValidation: FieldValidation
}

export interface PatchOptions extends WriteOptions {
  readonly force: boolean
}

type Asked = Pick<Call, 'mediaType' | 'info'>

const rawOptions = (query: URLSearchParams) => ({
  dryRun: query.getAll('dryRun'),
  fieldManager: query.get('fieldManager') ?? '',
  fieldValidation: query.get('fieldValidation') ?? '',
})

const settled = ({
  dryRun,
  fieldManager,
  fieldValidation,
}: ReturnType<typeof rawOptions>): WriteOptions => ({
  dryRun: dryRun.length > 0,
  fieldManager,
  // unknown and duplicate fields are warned of unless the client says otherwise
  fieldValidation: fieldValidation === '' ? 'Warn' : (fieldValidation as FieldValidation),
})

const optionsOf = (
  query: URLSearchParams,
  validate: typeof validateCreateOptions | typeof validateUpdateOptions,
): WriteOptions => {
  const options = rawOptions(query)
  const refusal = validate(options)
  if (refusal !== undefined) throw refusal
  return settled(options)
}

/** A POST asks what its body is written in before it looks at its options, a PUT after (apiserver, handlers/create.go and update.go). */
export const createOptions = ({ mediaType, info }: Asked): WriteOptions => {
  bodyType(mediaType)
  return optionsOf(info.query, validateCreateOptions)
}

export const updateOptions = ({ info }: Asked): WriteOptions =>
  optionsOf(info.query, validateUpdateOptions)

export const patchOptions = ({ info: { query } }: Asked, apply: boolean): PatchOptions => {
  const options = rawOptions(query)
  const force = queryFlag(query, 'force')
  const refusal = validatePatchOptions(
    { ...options, ...(query.has('force') ? { force } : {}) },
    apply,
  )
  if (refusal !== undefined) throw refusal
  return { ...settled(options), force }
}
