import type { KubeObject } from '../../../apimachinery/meta.ts'
import { demand } from '../../authz/demand.ts'
import type { WriteResult } from '../../registry/state.ts'
import { decodeBody } from '../body/body.ts'
import type { ExpectedKind } from '../body/kind.ts'
import type { Answer } from '../answer/answer.ts'
import { awaitRoom, type Call, WriteContext } from '../call.ts'
import { isLarge } from '../../../apimachinery/turns.ts'
import { renderObject, renderRow } from '../answer/representation.ts'
import type { ServedResource } from '../served.ts'
import type { WriteParameters } from '../body/write-options.ts'
import { answer, formOf, type AnswerForm } from '../answer/form.ts'
import { shapeOf, type Target } from './target.ts'

/** Throws errors of {@link formOf}, `optionsOf` and {@link decodeBody}, in this order. */
export const readWrite = (
  call: Call,
  shape: Parameters<typeof formOf>[1],
  optionsOf: (call: Call) => WriteParameters,
  expected: ExpectedKind,
) => {
  const form = formOf(call, shape)
  const options = optionsOf(call)
  const context = new WriteContext(call, options)
  const body = decodeBody(
    call.body,
    call.mediaType,
    expected,
    options.fieldValidation,
    context.warn,
  )
  call.audit?.requested(body)
  return { form, context, body }
}

/** Like {@link readWrite}, but a large body waits while other users' long work gets a turn. */
export const readObjectWrite = async (
  target: Target,
  optionsOf: (call: Call) => WriteParameters,
) => {
  const { call } = target
  const write = readWrite(call, shapeOf(target), optionsOf, target.served)
  if (isLarge(call.body)) await call.cluster.turns.next(call)
  return write
}

/** Throws the 403 if the user may not create the object. */
export const authorizeCreate = ({ call }: Target): void =>
  demand(call.cluster.authorizer, { ...call.info, user: call.user, verb: 'create' })

export const storable = ({ registry, form }: ServedResource, object: KubeObject): KubeObject =>
  registry.resource.strategy.applyDefaults(form.toStorage(object))

/**
 * Waits for memory, except after a dry run. Rejects with 400 or 406, and if the client disconnects
 * during the wait.
 */
export const renderWritten = async (
  { call, served }: Pick<Target, 'call' | 'served'>,
  { object, row }: Pick<WriteResult<KubeObject>, 'object' | 'row'>,
  form: AnswerForm,
): Promise<Buffer> => {
  if (row === undefined) return renderObject(served, object, form)
  await awaitRoom(call, row.value.length)
  return renderRow(served, row, form)
}

export const writtenAnswer = async (
  target: Target,
  written: WriteResult<KubeObject>,
  form: AnswerForm,
): Promise<Answer> =>
  answer(written.created ? 201 : 200, form, await renderWritten(target, written, form))
