/** PUT of an object or of a subresource. */
import type { KubeObject } from '../../api/meta.ts'
import { badRequest } from '../../api/status.ts'
import { done } from '../../api/turns.ts'
import type { Answer } from '../call.ts'
import { updateOptions } from '../body/write-options.ts'
import { authorizeCreate } from './authorize-create.ts'
import type { Target } from './target.ts'
import { readObjectWrite, storable, writtenAnswer } from './writing.ts'

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

export const handleUpdate = async (target: Target): Promise<Answer> => {
  const { served, namespace, name, subresource } = target
  const { form, context, body } = await readObjectWrite(target, updateOptions)
  const placed = served.registry.inNamespace(body, namespace)
  checkName(placed, name)
  const written = await served.registry.update(context, {
    namespace,
    name,
    subresource,
    change: (current) => done(storable(served, placed, current)),
    form: served.form,
    authorizeCreate: () => authorizeCreate(target),
    ...(body.metadata.uid === undefined ? {} : { uid: body.metadata.uid }),
  })
  return writtenAnswer(served, written, form)
}
