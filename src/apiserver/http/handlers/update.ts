import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import { done } from '../../../apimachinery/turns.ts'
import { withNamespace } from '../../registry/create.ts'
import { checkName } from '../../registry/keys.ts'
import { REPEATED, withUniqueOwners } from '../../registry/owner-references.ts'
import type { Answer } from '../answer/answer.ts'
import { updateOptions } from '../body/write-options.ts'
import { requireName, type Target } from './target.ts'
import { authorizeCreate, readObjectWrite, storable, writtenAnswer } from './writing.ts'

export const handleUpdate = async (target: Target): Promise<Answer> => {
  const { served, namespace, name, subresource } = target
  requireName(name)
  const { form, context, body } = await readObjectWrite(target, updateOptions)
  const placed = withNamespace(served.registry, body, namespace)
  checkName(placed, name)
  // warns even if the object does not exist
  const wanted = withUniqueOwners(placed, context.warn, REPEATED)
  const written = await served.registry.update(context, {
    namespace,
    name,
    subresource,
    change: () => done(storable(served, wanted)),
    form: served.form,
    authorizeCreate: () => authorizeCreate(target),
    ...omitEmpty({ uid: body.metadata.uid }),
  })
  return writtenAnswer(target, written, form)
}
