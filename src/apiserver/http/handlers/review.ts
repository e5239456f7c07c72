/** POSTs that store nothing: reviews, and actions on subresources. */
import { canonical } from '../../../apimachinery/schema/canonical.ts'
import { formatTime } from '../../../apimachinery/clock.ts'
import type { RequestContext } from '../../../apimachinery/context.ts'
import { updateManagedFields } from '../../../apimachinery/managed-fields/index.ts'
import type { GroupVersionKind, KubeObject } from '../../../apimachinery/meta.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import type { StructSchema } from '../../../apimachinery/schema/schema.ts'
import { withMetadata } from '../../registry/metadata.ts'
import { decodeBody } from '../body/body.ts'
import type { Answer } from '../answer/answer.ts'
import type { Call } from '../call.ts'
import { renderDocument } from '../answer/representation.ts'
import type { ServedAction, ServedVirtual } from '../served.ts'
import { createOptions } from '../body/write-options.ts'
import { answer, formOf, type AnswerForm } from '../answer/form.ts'
import { requireName } from './target.ts'

interface Kind {
  readonly kind: GroupVersionKind
  readonly apiVersion: string
  readonly schema: StructSchema
  readonly subresource: string
}

interface Received {
  readonly form: AnswerForm
  readonly context: RequestContext
  /** without fields that only the server may set */
  readonly object: KubeObject
}

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

const receive = (call: Call, { kind, schema, subresource }: Kind): Received => {
  const form = formOf(call, 'plain')
  const options = createOptions(call)
  const context = call.contextWith(options)
  const body = decodeBody(
    call.body,
    call.mediaType,
    { schemas: call.services.schemas, schema, ...kind },
    options.fieldValidation,
    context.warn,
  )
  call.audit?.requested(body)
  const object = withMetadata(body, {
    namespace: namespaceFor(body.metadata.namespace ?? '', call.info.namespace),
    // the uid may name the object of an action
    uid: subresource === '' ? undefined : body.metadata.uid,
    creationTimestamp: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
  })
  return { form, context, object }
}

const withManagers = (
  object: KubeObject,
  { schema, apiVersion, subresource }: Kind,
  { fieldManager, clock }: RequestContext,
): KubeObject =>
  withMetadata(object, {
    managedFields: updateManagedFields({
      schema,
      live: undefined,
      updated: object,
      manager: fieldManager,
      apiVersion,
      subresource,
      now: formatTime(clock.now()),
      resetFields: [],
    }),
  })

export const handleReview = async (
  call: Call,
  { virtual, schema, apiVersion }: ServedVirtual,
): Promise<Answer> => {
  const { group, version } = virtual
  const kind: Kind = {
    kind: { group, version, kind: virtual.kind },
    apiVersion,
    schema,
    subresource: '',
  }
  const { form, context, object } = receive(call, kind)
  const reviewed =
    virtual.recordsManagedFields === true ? withManagers(object, kind, context) : object
  const done = await virtual.create(context, reviewed, call.info.namespace)
  return answer(201, form, renderDocument(schema, canonical(schema, done), form))
}

/** A POST to a subresource with its own kind. */
export const handleAction = async (
  call: Call,
  { action, schema, apiVersion }: ServedAction,
): Promise<Answer> => {
  requireName(call.info.name)
  const kind: Kind = { kind: action.body, apiVersion, schema, subresource: action.subresource }
  const { form, context, object } = receive(call, kind)
  const { namespace, name } = call.info
  const whole = action.applyDefaults?.(object) ?? object
  const done = await action.create(context, withManagers(whole, kind, context), namespace, name)
  return answer(201, form, renderDocument(schema, canonical(schema, done), form))
}
