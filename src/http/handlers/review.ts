/** POST of a kind that is only answered: reviews. */
import { stringifyJson } from '../../api/json.ts'
import { updateManagedFields } from '../../api/managed-fields/manager.ts'
import { formatTime } from '../../api/clock.ts'
import { encodeProtobuf } from '../../api/protobuf/envelope.ts'
import { decodeBody } from '../body.ts'
import { type Answer, type Call, contextOf } from '../call.ts'
import { renderJson } from '../representation.ts'
import type { ServedVirtual } from '../served.ts'
import { createOptions } from '../write-options.ts'
import { answer, formOf } from './form.ts'

export const createReview = async (
  call: Call,
  { virtual, schema, apiVersion }: ServedVirtual,
  namespace: string,
): Promise<Answer> => {
  const form = formOf(call, 'plain')
  const options = createOptions(call.info.query)
  const context = contextOf(call, options)
  const { group, version, kind } = virtual
  const { schemas, clock } = call.services
  const body = decodeBody(
    call.body,
    call.headers['content-type'],
    { schemas, schema, group, version, kind },
    options.fieldValidation,
    context.warn,
  )
  let object = await virtual.create(context, body, namespace)
  if (virtual.recordsManagedFields === true) {
    const managedFields = updateManagedFields({
      schema,
      live: undefined,
      updated: body,
      manager: context.fieldManager,
      apiVersion,
      subresource: '',
      now: formatTime(clock.now()),
      resetFields: [],
    })
    if (managedFields !== undefined)
      object = { ...object, metadata: { ...object.metadata, managedFields } }
  }
  return answer(
    201,
    form,
    form.mediaType === 'application/vnd.kubernetes.protobuf'
      ? encodeProtobuf(schema, { ...object })
      : renderJson(stringifyJson(object), form.mediaType, form.pretty),
  )
}
