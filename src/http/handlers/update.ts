/** PUT of an object or of a subresource. */
import type { KubeObject } from '../../api/meta.ts'
import { badRequest } from '../../api/status.ts'
import { decodeBody } from '../body.ts'
import { type Answer, contextOf } from '../call.ts'
import { renderObject, renderRow } from '../representation.ts'
import { updateOptions } from '../write-options.ts'
import { authorizeCreate } from './authorize-create.ts'
import { expectedOf, storable } from './create.ts'
import { answer, formOf } from './form.ts'
import type { Target } from './target.ts'

/** The name in the body must be that of the URL; a missing one is filled only for patches. */
export const checkName = ({ metadata }: KubeObject, name: string): void => {
  const own = metadata.name ?? ''
  if (own === '') {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    )
  }
  if (own !== name) {
    throw badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`)
  }
}

export const updateObject = async (target: Target): Promise<Answer> => {
  const { call, served, namespace, name, subresource } = target
  const form = formOf(call, 'object')
  const options = updateOptions(call.info.query)
  const context = contextOf(call, options)
  const body = decodeBody(
    call.body,
    call.headers['content-type'],
    expectedOf(target),
    options.fieldValidation,
    context.warn,
  )
  const placed = served.registry.inNamespace(body, namespace)
  checkName(placed, name)
  const wanted = storable(served, placed)
  const { object, row, created } = await served.registry.update(context, {
    namespace,
    name,
    subresource,
    change: () => wanted,
    form: served.form,
    authorizeCreate: () => authorizeCreate(target),
    ...(body.metadata.uid === undefined ? {} : { uid: body.metadata.uid }),
  })
  const rendered =
    row === undefined ? renderObject(served, object, form) : renderRow(served, row, form)
  return answer(created ? 201 : 200, form, rendered)
}
