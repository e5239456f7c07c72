/** The query of lists and watches (docs/reference/lists.md). Throw 400 and 422 StatusErrors. */
import { type FieldSelector, parseFieldSelector } from '../../api/fields.ts'
import { type LabelSelector, parseLabelSelector } from '../../api/labels.ts'
import { goQuote } from '../../api/text/quote.ts'
import { badRequest } from '../../api/status.ts'
import type { ListRequest } from '../../registry/list.ts'
import { validateListOptions } from '../../registry/options-validation.ts'
import { EVERYTHING, type Selection } from '../../registry/selection.ts'
import { queryFlag, type RequestInfo } from '../request-info.ts'
import type { ServedResource } from '../served.ts'
import type { Release } from '../../release/release.ts'

/** An integer of the query; 0 when absent, and empty is none. The 400 text is Go's ParseInt's. */
const integer = (query: URLSearchParams, name: string): number => {
  const text = query.get(name)
  if (text === null) return 0
  if (!/^[-+]?\d+$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`)
  }
  const value = BigInt.asIntN(64, BigInt(text))
  if (value === BigInt(text)) return Number(value)
  throw badRequest(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`)
}

const parsed = <T extends { readonly empty: boolean }>(
  text: string,
  parse: (text: string) => T,
): T | undefined => {
  if (text === '') return undefined
  try {
    const selector = parse(text)
    return selector.empty ? undefined : selector
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error))
  }
}

const checkFields = ({ registry }: ServedResource, fields: FieldSelector | undefined): void => {
  const { labels, unsupported } = registry.resource.fieldSelectors
  for (const { field } of fields?.requirements ?? []) {
    if (!labels.includes(field)) throw badRequest(unsupported(field))
  }
}

const selectors = (query: URLSearchParams, release: Pick<Release, 'has'>): Selection => {
  const labels: LabelSelector | undefined = parsed(query.get('labelSelector') ?? '', (text) =>
    parseLabelSelector(text, release),
  )
  const fields = parsed(query.get('fieldSelector') ?? '', parseFieldSelector)
  return labels === undefined && fields === undefined ? EVERYTHING : { labels, fields }
}

const commonOptions = (query: URLSearchParams) => ({
  resourceVersion: query.get('resourceVersion') ?? '',
  resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
  continue: query.get('continue') ?? '',
  ...(query.has('sendInitialEvents')
    ? { sendInitialEvents: queryFlag(query, 'sendInitialEvents') }
    : {}),
})

export const listParameters = (
  query: URLSearchParams,
  served: ServedResource,
  release: Pick<Release, 'has'>,
): Omit<ListRequest, 'namespace'> => {
  const selection = selectors(query, release)
  const limit = integer(query, 'limit')
  integer(query, 'timeoutSeconds')
  const options = commonOptions(query)
  const refusal = validateListOptions({ watch: false, ...options })
  if (refusal !== undefined) throw refusal
  checkFields(served, selection.fields)
  return {
    selection,
    limit: Math.max(limit, 0),
    continueToken: options.continue,
    resourceVersion: options.resourceVersion,
    resourceVersionMatch: options.resourceVersionMatch,
  }
}

export interface WatchParameters {
  readonly selection: Selection
  readonly resourceVersion: string
  readonly sendInitialEvents: boolean | undefined
  readonly allowWatchBookmarks: boolean
  /** 0: the server chooses */
  readonly timeoutSeconds: number
}

/** The old `/watch/RESOURCE/NAME` says its name in the path. */
const withPathName = ({ legacyWatch, parts }: RequestInfo, selection: Selection): Selection => {
  const name = parts[1] ?? ''
  if (!legacyWatch || name === '') return selection
  const requirements = selection.fields?.requirements ?? []
  const named = requirements.filter(({ field }) => field === 'metadata.name')
  if (named.some(({ operator, value }) => (value === name) !== (operator === '='))) {
    throw badRequest("fieldSelector metadata.name doesn't match requested name")
  }
  const escaped = name.replace(/[\\,=]/g, '\\$&')
  const fields = parseFieldSelector(
    [
      `metadata.name=${escaped}`,
      ...requirements.map(
        ({ field, operator, value }) => `${field}${operator}${value.replace(/[\\,=]/g, '\\$&')}`,
      ),
    ].join(','),
  )
  return { ...selection, fields }
}

export const watchParameters = (
  info: RequestInfo,
  served: ServedResource,
  release: Pick<Release, 'has'>,
): WatchParameters => {
  const { query } = info
  const selection = withPathName(info, selectors(query, release))
  integer(query, 'limit')
  const timeoutSeconds = integer(query, 'timeoutSeconds')
  const options = commonOptions(query)
  const refusal = validateListOptions({ watch: true, ...options })
  if (refusal !== undefined) throw refusal
  checkFields(served, selection.fields)
  return {
    selection,
    resourceVersion: options.resourceVersion,
    sendInitialEvents: options.sendInitialEvents,
    allowWatchBookmarks: queryFlag(query, 'allowWatchBookmarks'),
    timeoutSeconds,
  }
}
