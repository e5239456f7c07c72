/** DeleteOptions, from the body or from the query (docs/reference/deletion.md). */
import { stringifyJson } from '../../api/text/json.ts'
import { goQuote } from '../../api/text/quote.ts'
import { badRequest, plainError } from '../../api/status.ts'
import type { DeleteRequest } from '../../registry/delete.ts'
import { type DeleteOptions, validateDeleteOptions } from '../../registry/options-validation.ts'
import { readBody, UnreadableBody } from './body.ts'
import type { Call } from '../call.ts'
import { queryFlag } from '../request-info.ts'

/** Where the real server registers the options; part of a client-visible message. */
const SCHEME = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27'

const KIND = 'DeleteOptions'

const fromQuery = (query: URLSearchParams): DeleteOptions => {
  const grace = query.get('gracePeriodSeconds')
  if (grace !== null && !/^-?\d+$/.test(grace)) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(grace)}: invalid syntax`)
  }
  const uid = query.get('uid') ?? ''
  return {
    ...(uid === '' ? {} : { preconditions: { uid } }),
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(query.has('orphanDependents')
      ? { orphanDependents: queryFlag(query, 'orphanDependents') }
      : {}),
    ...(query.has('propagationPolicy')
      ? { propagationPolicy: query.get('propagationPolicy')! }
      : {}),
    dryRun: query.getAll('dryRun').filter((value) => value !== ''),
  }
}

/** Typed clients name the group and version of what they delete; another kind is refused by a scheme of its own. */
const kindProblem = (apiVersion: string, kind: string): string | undefined =>
  kind === KIND
    ? undefined
    : `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme ${goQuote(SCHEME)}`

const fromBody = ({ body, headers, services, audit }: Call): DeleteOptions => {
  const { schemas, release } = services
  const gvk = { group: '', version: 'v1', kind: KIND }
  const expected = { schemas, schema: schemas.forKind(gvk)!, ...gvk, kindProblem }
  try {
    const options = readBody(body, headers['content-type'], expected, 'Ignore', () => undefined)
    audit?.sent(() => stringifyJson(options))
    return options as unknown as DeleteOptions
  } catch (error) {
    // this handler passes its decoder's words on unchanged
    if (!(error instanceof UnreadableBody)) throw error
    throw release.has('DeleteOptionsBadRequest')
      ? badRequest(error.message)
      : plainError(error.message)
  }
}

export interface ReadDeleteOptions extends Omit<DeleteRequest, 'namespace' | 'name'> {
  readonly dryRun: boolean
}

/** The options of a DELETE, validated; as on the real server the query counts only when there is no body. Throws 400, 415, 422 and 500 StatusErrors. */
export const deleteOptions = (call: Call): ReadDeleteOptions => {
  const options = call.body.length > 0 ? fromBody(call) : fromQuery(call.info.query)
  const refusal = validateDeleteOptions(options)
  if (refusal !== undefined) throw refusal
  return {
    dryRun: (options.dryRun ?? []).length > 0,
    ...(options.preconditions === undefined ? {} : { preconditions: options.preconditions }),
    ...(options.orphanDependents === undefined
      ? {}
      : { orphanDependents: options.orphanDependents }),
    ...(options.propagationPolicy === undefined
      ? {}
      : { propagationPolicy: options.propagationPolicy as 'Foreground' | 'Background' | 'Orphan' }),
  }
}
