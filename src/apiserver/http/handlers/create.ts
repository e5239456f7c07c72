import type { Answer } from '../answer/answer.ts'
import { createOptions } from '../body/write-options.ts'
import type { Target } from './target.ts'
import { readObjectWrite, storable, writtenAnswer } from './writing.ts'

export const handleCreate = async (target: Target): Promise<Answer> => {
  const { served, namespace } = target
  const { form, context, body } = await readObjectWrite(target, createOptions)
  const written = await served.registry.create(context, {
    namespace,
    object: storable(served, body),
    form: served.form,
  })
  return writtenAnswer(target, written, form)
}
