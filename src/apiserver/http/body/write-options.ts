/** Options of writes. Throws their 422 StatusErrors, for a create also the 415. */
import type { Call } from '../call.ts'
import { bodyType, type FieldValidation } from './body.ts'
import { validatePatchOptions, validateWriteOptions } from '../../registry/options-validation.ts'
import { queryFlag } from '../request-info.ts'

export interface WriteParameters {
  readonly dryRun: boolean
  /** '': derived from the user agent */
  readonly fieldManager: string
  readonly fieldValidation: FieldValidation
}

export interface PatchParameters extends WriteParameters {
  readonly force: boolean
}

type WriteRequest = Pick<Call, 'mediaType' | 'info'>

const rawOptions = (query: URLSearchParams) => ({
  dryRun: query.getAll('dryRun'),
  fieldManager: query.get('fieldManager') ?? '',
  fieldValidation: query.get('fieldValidation') ?? '',
})

const settled = ({
  dryRun,
  fieldManager,
  fieldValidation,
}: ReturnType<typeof rawOptions>): WriteParameters => ({
  dryRun: dryRun.length > 0,
  fieldManager,
  fieldValidation: fieldValidation === '' ? 'Warn' : (fieldValidation as FieldValidation),
})

const optionsOf = (
  query: URLSearchParams,
  kind: 'CreateOptions' | 'UpdateOptions',
): WriteParameters => {
  const options = rawOptions(query)
  const refusal = validateWriteOptions(kind, options)
  if (refusal !== undefined) throw refusal
  return settled(options)
}

/**
 * A POST checks its media type before its options, a PUT after (apiserver, handlers/create.go and
 * update.go).
 */
export const createOptions = ({ mediaType, info }: WriteRequest): WriteParameters => {
  bodyType(mediaType)
  return optionsOf(info.query, 'CreateOptions')
}

export const updateOptions = ({ info }: WriteRequest): WriteParameters =>
  optionsOf(info.query, 'UpdateOptions')

export const patchOptions = (
  { info: { query } }: WriteRequest,
  apply: boolean,
): PatchParameters => {
  const options = rawOptions(query)
  const force = queryFlag(query, 'force')
  const refusal = validatePatchOptions({ ...options, ...(query.has('force') && { force }) }, apply)
  if (refusal !== undefined) throw refusal
  return { ...settled(options), force }
}
