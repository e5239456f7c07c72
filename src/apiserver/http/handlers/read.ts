import { awaitRoom } from '../call.ts'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { ListMeta } from '../../../apimachinery/meta.ts'
import type { ListRequest, ListResult } from '../../registry/list.ts'
import type { Answer } from '../answer/answer.ts'
import { isWorthPacking, packedAnswer } from '../answer/compress.ts'
import { bytesOf, joinedList, listBody, storedPieces } from '../answer/list-body.ts'
import { packedList } from '../answer/packed-list.ts'
import { renderRow } from '../answer/representation.ts'
import { hintsOnRead } from '../hints.ts'
import { listParameters } from '../body/list-parameters.ts'
import { answer, formOf, type AnswerForm } from '../answer/form.ts'
import { requireName, shapeOf, type Target } from './target.ts'

export const handleGet = async (target: Target): Promise<Answer> => {
  const { call, served, namespace, name } = target
  requireName(name)
  const form = formOf(call, shapeOf(target))
  const resourceVersion = call.info.query.get('resourceVersion') ?? ''
  const row = await served.registry.get(call.clock, namespace, name, resourceVersion, call)
  hintsOnRead(call, () => served.registry.decode(row), form.as?.kind === 'Table')
  const waiting = awaitRoom(call, row.value.length)
  if (waiting !== undefined) await waiting
  return answer(200, form, renderRow(served, row, form))
}

const listMeta = ({ revision, continueToken, remaining }: ListResult): ListMeta => ({
  resourceVersion: String(revision),
  ...omitEmpty({ continue: continueToken, remainingItemCount: remaining }),
})

export const listRequest = ({ call, served, namespace }: Target): ListRequest => {
  const parameters = listParameters(call.info.query, served, call.release)
  return { ...parameters, namespace }
}

/** Rejects with {@link listBody}'s errors, or the reason of the call's abort signal. */
export const listAnswer = async (
  { call, served }: Target,
  result: ListResult,
  form: AnswerForm,
): Promise<Answer> => {
  const { rows } = result
  const metadata = listMeta(result)
  const pieces = storedPieces(served, rows, metadata, form)
  // exact for the stored pieces, an estimate for other forms
  const bytes = pieces?.bytes ?? bytesOf(rows)
  await awaitRoom(call, bytes)
  // the audit log reads the plain body
  const isPacked =
    isWorthPacking(bytes, call.headers['accept-encoding']) && call.audit?.wantsResponse !== true
  if (pieces !== undefined && isPacked)
    return packedAnswer(answer(200, form, await packedList(pieces)), bytes)
  const steps = pieces === undefined ? listBody(served, rows, metadata, form) : joinedList(pieces)
  return answer(200, form, await call.cluster.turns.run(steps, call))
}

export const handleList = async (target: Target): Promise<Answer> => {
  const { call, served } = target
  const form = formOf(call, 'collection')
  const result = await served.registry.list(call.clock, listRequest(target), call)
  return listAnswer(target, result, form)
}
