/** POSTs whose body is not stored: reviews, and actions on subresources. */
import { canonical } from '../../../apimachinery/schema/canonical.ts'
import { formatTime } from '../../../apimachinery/clock.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { updateManagedFields } from '../../../apimachinery/managed-fields/update.ts'
import { apiVersionOf, type KubeObject } from '../../../apimachinery/meta.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import { withMetadata } from '../../registry/metadata.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import { renderDocument } from '../answer/representation.ts'
import type { ServedPost } from '../served.ts'
import { createOptions } from '../body/write-options.ts'
import { answer } from '../answer/form.ts'
import { requireName } from './target.ts'
import { readWrite } from './writing.ts'

/**
 * Returns the URL's namespace; undefined for a cluster-scoped kind. Throws the 400 if the body
 * names another one.
 */
const namespaceFor = (own: string, ofUrl: string): string | undefined => {
  if (ofUrl === '') return undefined
  if (own === '' || own === ofUrl) return ofUrl
  throw badRequest(
    'the namespace of the provided object does not match the namespace sent on the request',
  )
}

/** Removes fields that only the server may set. */
const received = (
  body: KubeObject,
  { subresource }: ServedPost['post'],
  namespace: string,
): KubeObject =>
  withMetadata(body, {
    namespace: namespaceFor(body.metadata.namespace ?? '', namespace),
    // the uid may name the object of an action
    uid: subresource && body.metadata.uid,
    creationTimestamp: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
  })

const withManagers = (
  object: KubeObject,
  { post, schema, gvk }: ServedPost,
  { fieldManager, clock }: RequestContext,
): KubeObject =>
  withMetadata(object, {
    managedFields: updateManagedFields({
      schema,
      live: undefined,
      updated: object,
      manager: fieldManager,
      apiVersion: apiVersionOf(gvk),
      subresource: post.subresource ?? '',
      now: formatTime(clock.now()),
      resetFields: [],
    }),
  })

export const handlePost = async (call: Call, served: ServedPost): Promise<Answer> => {
  const { post, schema, gvk } = served
  const { namespace, name } = call.info
  if (post.subresource !== undefined) requireName(name)
  const { form, context, body } = readWrite(call, 'plain', createOptions, { schema, ...gvk })
  const object = received(body, post, namespace)
  const whole = post.applyDefaults?.(object) ?? object
  const recorded = post.recordsManagedFields ? withManagers(whole, served, context) : whole
  const done = await post.create(context, recorded, namespace, name)
  return answer(201, form, renderDocument(schema, canonical(schema, done), form))
}
