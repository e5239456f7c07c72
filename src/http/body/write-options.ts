/** The options of a write, from its query. Throw the 422 StatusErrors of `CreateOptions` and its like. */
import type { FieldValidation } from './body.ts'
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

const rawOptions = (query: URLSearchParams) => ({
  dryRun: query.getAll('dryRun').filter((value) => value !== ''),
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

export const createOptions = (query: URLSearchParams): WriteOptions => {
  const options = rawOptions(query)
  const refusal = validateCreateOptions(options)
  if (refusal !== undefined) throw refusal
  return settled(options)
}

export const updateOptions = (query: URLSearchParams): WriteOptions => {
  const options = rawOptions(query)
  const refusal = validateUpdateOptions(options)
  if (refusal !== undefined) throw refusal
  return settled(options)
}

export const patchOptions = (query: URLSearchParams, apply: boolean): PatchOptions => {
  const options = rawOptions(query)
  const force = queryFlag(query, 'force')
  const refusal = validatePatchOptions(
    { ...options, ...(query.has('force') ? { force } : {}) },
    apply,
  )
  if (refusal !== undefined) throw refusal
  return { ...settled(options), force }
}
