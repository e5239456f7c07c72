/**
 * Checks the requested form when the answer is rendered; a write is already stored then
 * (`transformResponseObject`, k8s.io/apiserver/pkg/endpoints/handlers/response.go).
 */
import { fieldErrorText, FieldPath, invalid } from '../../../apimachinery/field.ts'
import { badRequest, notAcceptable } from '../../../apimachinery/status.ts'
import { internalType } from '../body/kind.ts'
import type { ServedResource } from '../served.ts'
import type { AnswerForm } from './form.ts'

const INCLUDED: ReadonlySet<string> = new Set(['', 'None', 'Metadata', 'Object'])

/** Throws the 400 for an unknown `includeObject`. */
export const checkTableOptions = ({ as, includeObject }: AnswerForm): void => {
  if (as?.kind !== 'Table' || INCLUDED.has(includeObject)) return
  const error = invalid(
    FieldPath.of('includeObject'),
    includeObject,
    "must be 'Metadata', 'Object', 'None', or empty",
  )
  throw badRequest(`Unable to convert to Table as requested: ${fieldErrorText(error)}`)
}

/**
 * Throws the 406 for a list requested as PartialObjectMetadata, and for an object requested as
 * PartialObjectMetadataList. Throws the errors of {@link checkTableOptions}.
 */
export const checkConversion = (
  form: AnswerForm,
  served: Pick<ServedResource, 'kind' | 'group'>,
  what: 'object' | 'list',
): void => {
  checkTableOptions(form)
  const asked = form.as?.kind
  const internal = `*${internalType(served)}`
  if (what === 'list' && asked === 'PartialObjectMetadata') {
    throw notAcceptable(
      `you requested ${asked}, but the requested object is a list (${internal}List)`,
    )
  }
  if (what === 'object' && asked === 'PartialObjectMetadataList') {
    throw notAcceptable(
      `you requested ${asked}, but the requested object is not a list (${internal})`,
    )
  }
}
