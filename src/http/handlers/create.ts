/** POST to a collection. */
import type { KubeObject } from '../../api/meta.ts'
import { decodeBody } from '../body.ts'
import { type Answer, contextOf } from '../call.ts'
import { renderObject, renderRow } from '../representation.ts'
import { type ServedResource, toStorage } from '../served.ts'
import { createOptions } from '../write-options.ts'
import { answer, formOf } from './form.ts'
import type { Target } from './target.ts'

/** What a body for this resource must be. */
export const expectedOf = ({ call, served }: Pick<Target, 'call' | 'served'>) => ({
  schemas: call.services.schemas,
  schema: served.schema,
  group: served.registry.resource.group,
  version: served.version.version,
  kind: served.registry.resource.kind,
})

/** The stored form of a decoded body, defaults applied. */
export const storable = (served: ServedResource, object: KubeObject): KubeObject =>
  served.registry.resource.strategy.applyDefaults(toStorage(served, object))

export const createObject = async (target: Target): Promise<Answer> => {
  const { call, served, namespace } = target
  const form = formOf(call, 'object')
  const options = createOptions(call.info.query)
  const context = contextOf(call, options)
  const body = decodeBody(
    call.body,
    call.headers['content-type'],
    expectedOf(target),
    options.fieldValidation,
    context.warn,
  )
  const { object, row } = await served.registry.create(context, {
    namespace,
    object: storable(served, body),
    form: served.form,
  })
  const rendered =
    row === undefined ? renderObject(served, object, form) : renderRow(served, row, form)
  return answer(201, form, rendered)
}
