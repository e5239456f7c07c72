/** DELETE of objects and collections (`k8s.io/apiserver/pkg/endpoints/handlers/delete.go`). */
import { WriteContext } from '../call.ts'
import { deletedStatus } from '../../../apimachinery/status.ts'
import type { Answer } from '../answer/answer.ts'
import { deleteOptions } from '../body/delete-options.ts'
import { renderDocument } from '../answer/representation.ts'
import { metaSchema } from '../served.ts'
import { checkTableOptions } from '../answer/conversion.ts'
import { answer, formOf } from '../answer/form.ts'
import { listAnswer, listRequest } from './read.ts'
import { requireName, type Target } from './target.ts'
import { renderWritten } from './writing.ts'

export const handleDelete = async (target: Target): Promise<Answer> => {
  const { call, served, namespace, name } = target
  requireName(name)
  const form = formOf(call, 'object')
  const options = deleteOptions(call)
  const context = new WriteContext(call, options)
  const deleted = await served.registry.delete(context, { ...options, namespace, name })
  const { object, gone } = deleted
  const { resource } = served.registry
  if (gone && resource.returnsDeletedObject !== true) {
    checkTableOptions(form)
    const status = deletedStatus(
      { group: resource.group, resource: resource.resource },
      name,
      object.metadata.uid ?? '',
    )
    return answer(200, form, renderDocument(metaSchema(served.schemas, 'Status'), status, form))
  }
  // for compatibility, upstream returns 202 only with this option (handlers/delete.go)
  const code = !gone && options.orphanDependents === false ? 202 : 200
  return answer(code, form, await renderWritten(target, deleted, form))
}

export const handleDeleteCollection = async (target: Target): Promise<Answer> => {
  const { call, served } = target
  const form = formOf(call, 'object')
  const list = listRequest(target)
  const options = deleteOptions(call)
  const context = new WriteContext(call, options)
  const result = await served.registry.deleteCollection(context, list, options)
  return listAnswer(target, result, form)
}
