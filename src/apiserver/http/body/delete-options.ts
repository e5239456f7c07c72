/** DeleteOptions of a body or a query (`k8s.io/apiserver/pkg/endpoints/handlers/delete.go`). */
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import { stringifyJson } from '../../../apimachinery/text/json.ts'
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { META_SCHEME } from '../../../apimachinery/schemes.ts'
import { badRequest, plainError } from '../../../apimachinery/status.ts'
import { checkDeleteOptions, type DeleteOptions } from '../../registry/options-validation.ts'
import { readBody, UnreadableBody } from './body.ts'
import { integer } from './query-values.ts'
import type { Call } from '../call.ts'
import { queryFlag } from '../request-info.ts'
import { metaSchema } from '../served.ts'

/** The default kind. Any group is accepted: typed clients name the group of the deleted object. */
const BODY = { group: 'meta.k8s.io', version: 'v1', kind: 'DeleteOptions' }

const fromQuery = (query: URLSearchParams): DeleteOptions => {
  const text = (name: string): string | undefined => query.get(name) ?? undefined
  const preconditions = { uid: text('uid'), resourceVersion: text('resourceVersion') }
  // the value has no effect, but a malformed value is an error
  integer(query, 'gracePeriodSeconds')
  return {
    ...omitEmpty({ preconditions: omitEmpty(preconditions) }),
    ...(query.has('orphanDependents') && {
      orphanDependents: queryFlag(query, 'orphanDependents'),
    }),
    ...(query.has('propagationPolicy') && { propagationPolicy: query.get('propagationPolicy')! }),
    dryRun: query.getAll('dryRun'),
  } as DeleteOptions
}

const kindProblem = (apiVersion: string, kind: string): string | undefined =>
  kind === BODY.kind
    ? undefined
    : `no kind ${goQuote(kind)} is registered for version ${goQuote(apiVersion)} in scheme ${goQuote(META_SCHEME)}`

const fromBody = ({ body, mediaType, cluster, audit }: Call): DeleteOptions => {
  const { schemas, release } = cluster
  const expected = { schemas, schema: metaSchema(schemas, BODY.kind), ...BODY, kindProblem }
  try {
    const options = readBody(body, mediaType, expected, 'Ignore', () => undefined)
    audit?.sent(() => stringifyJson(options))
    return options as unknown as DeleteOptions
  } catch (error) {
    // a delete returns the decoder's message unchanged
    if (!(error instanceof UnreadableBody)) throw error
    throw release.has('DeleteOptionsBadRequest')
      ? badRequest(error.message)
      : plainError(error.message)
  }
}

interface ReadDeleteOptions extends Omit<DeleteOptions, 'dryRun'> {
  readonly dryRun: boolean
}

/** With a body, the query is ignored. Throws StatusErrors and ManyValues. */
export const deleteOptions = (call: Call): ReadDeleteOptions => {
  const options = call.body.length > 0 ? fromBody(call) : fromQuery(call.info.query)
  checkDeleteOptions(options)
  const { preconditions, orphanDependents, propagationPolicy } = options
  return {
    dryRun: (options.dryRun ?? []).length > 0,
    ...omitEmpty({ preconditions, orphanDependents, propagationPolicy }),
  }
}
