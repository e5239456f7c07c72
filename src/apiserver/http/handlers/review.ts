/** POSTs whose body is not stored: reviews, and actions on subresources. */
import { canonical } from '../../../apimachinery/schema/canonical.ts'
import { formatTime } from '../../../apimachinery/clock.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { updateManagedFields } from '../../../apimachinery/managed-fields/update.ts'
import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import { withNamespace } from '../../registry/create.ts'
import { withMetadata } from '../../registry/metadata.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import { renderDocument } from '../answer/representation.ts'
import type { ServedPost } from '../served.ts'
import { createOptions } from '../body/write-options.ts'
import { answer } from '../answer/form.ts'
import { requireName } from './target.ts'
import { readWrite } from './writing.ts'

/** Removes fields that only the server may set. */
const received = (body: KubeObject, post: ServedPost['post'], namespace: string): KubeObject =>
  withMetadata(withNamespace({ resource: post }, body, namespace), {
    // an action may send the uid of the object that it changes
    uid: post.subresource && body.metadata.uid,
    creationTimestamp: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
  })

const withManagers = (
  object: KubeObject,
  { post, schema, group, version }: ServedPost,
  { fieldManager, clock }: RequestContext,
): KubeObject =>
  withMetadata(object, {
    managedFields: updateManagedFields({
      schema,
      live: undefined,
      updated: object,
      manager: fieldManager,
      apiVersion: apiVersionOf({ group, version }),
      subresource: post.subresource ?? '',
      now: formatTime(clock.now()),
      resetFields: [],
    }),
  })

export const handlePost = async (call: Call, served: ServedPost): Promise<Answer> => {
  const { post, schema } = served
  const { namespace, name } = call.info
  if (post.subresource !== undefined) requireName(name)
  const { form, context, body } = readWrite(call, 'plain', createOptions, served)
  const object = received(body, post, namespace)
  const whole = post.applyDefaults?.(object) ?? object
  const recorded = post.recordsManagedFields ? withManagers(whole, served, context) : whole
  const done = await post.create(recorded, context, namespace, name)
  return answer(201, form, renderDocument(schema, canonical(schema, done), form))
}
