/** Reads options of writes. Throws 422 for invalid options; `createOptions` also throws 415. */
import type { Call } from '../call.ts'
import { bodyType, type FieldValidation } from './body.ts'
import { checkPatchOptions, checkWriteOptions } from '../../registry/options-validation.ts'
import { queryFlag } from '../request-info.ts'

export interface WriteParameters {
  readonly dryRun: boolean
  /** '': derived from the user agent */
  readonly fieldManager: string
  readonly fieldValidation: FieldValidation
  /** whether server-side apply takes over fields of other managers */
  readonly force: boolean
}

type WriteRequest = Pick<Call, 'mediaType' | 'info'>

const optionsOf = (
  { info: { query } }: WriteRequest,
  check: (options: Parameters<typeof checkPatchOptions>[0]) => void,
): WriteParameters => {
  const dryRun = query.getAll('dryRun')
  const fieldManager = query.get('fieldManager') ?? ''
  const fieldValidation = query.get('fieldValidation') ?? ''
  const force = queryFlag(query, 'force')
  check({
    dryRun,
    fieldManager,
    fieldValidation,
    ...(query.has('force') && { force }),
  })
  return {
    dryRun: dryRun.length > 0,
    fieldManager,
    fieldValidation: (fieldValidation || 'Warn') as FieldValidation,
    force,
  }
}

/**
 * A POST checks its media type before its options, a PUT after its options
 * (`k8s.io/apiserver/pkg/endpoints/handlers/create.go`, `update.go`).
 */
export const createOptions = (request: WriteRequest): WriteParameters => {
  bodyType(request.mediaType)
  return optionsOf(request, (options) => checkWriteOptions('CreateOptions', options))
}

export const updateOptions = (request: WriteRequest): WriteParameters =>
  optionsOf(request, (options) => checkWriteOptions('UpdateOptions', options))

export const patchOptions = (request: WriteRequest, apply: boolean): WriteParameters =>
  optionsOf(request, (options) => checkPatchOptions(options, apply))
