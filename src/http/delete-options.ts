/** DeleteOptions, from the body or from the query (apimachinery section 4.5). */
import { parseApiVersion } from '../api/meta.ts'
import { goQuote } from '../api/quote.ts'
import { badRequest, plainError, StatusError } from '../api/status.ts'
import type { DeleteRequest } from '../registry/delete.ts'
import { type DeleteOptions, validateDeleteOptions } from '../registry/options-validation.ts'
import { decodeBody } from './body.ts'
import type { Call } from './call.ts'
import { queryFlag } from './request-info.ts'

/** Where the real server registers the options; part of a client-visible message. */
const SCHEME = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27'

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

const fromBody = ({ body, headers, services }: Call): DeleteOptions => {
  const schema = services.schemas.forKind({ group: '', version: 'v1', kind: 'DeleteOptions' })!
  try {
    const expected = {
      schemas: services.schemas,
      schema,
      group: '',
      version: 'v1',
      kind: 'DeleteOptions',
    }
    return decodeBody(
      body,
      headers['content-type'],
      expected,
      'Ignore',
      () => undefined,
    ) as unknown as DeleteOptions
  } catch (error) {
    // another kind than DeleteOptions is refused by a scheme of its own, as a plain error
    const match =
      error instanceof StatusError && error.code === 400
        ? /^(\S+) in version/.exec(error.message)
        : null
    if (match === null) throw error
    const kind = match[1]!
    if (kind === 'DeleteOptions') throw error
    throw plainError(
      `no kind ${goQuote(kind)} is registered for version ${goQuote(bodyVersion(body))} in scheme ${goQuote(SCHEME)}`,
    )
  }
}

const bodyVersion = (body: Buffer): string => {
  try {
    const { apiVersion } = JSON.parse(body.toString()) as { apiVersion?: string }
    const { group, version } = parseApiVersion(apiVersion ?? 'v1')
    return group === '' ? version : `${group}/${version}`
  } catch {
    return 'v1'
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
