/** Query parameters of lists and watches. Throws 400s and 422s. */
import { FieldSelector, parseFieldSelector } from '../../../apimachinery/field-selector.ts'
import { parseLabelSelector } from '../../../apimachinery/label-selector.ts'
import { badRequest } from '../../../apimachinery/status.ts'
import type { ListRequest } from '../../registry/list.ts'
import { checkListOptions, type ListParameters } from '../../registry/options-validation.ts'
import { EVERYTHING, type Selection } from '../../registry/selection.ts'
import { queryFlag, type RequestInfo } from '../request-info.ts'
import { integer } from './query-values.ts'
import type { ServedResource } from '../served.ts'
import type { ReleaseFeatures } from '../../../apimachinery/release/release.ts'

const parsed = <T extends { readonly empty: boolean }>(
  text: string | null,
  parse: (text: string) => T,
): T | undefined => {
  if (text === null || text === '') return undefined
  try {
    const selector = parse(text)
    return selector.empty ? undefined : selector
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error))
  }
}

const selectors = (query: URLSearchParams, release: ReleaseFeatures): Selection => {
  const labels = parsed(query.get('labelSelector'), (text) => parseLabelSelector(text, release))
  const fields = parsed(query.get('fieldSelector'), parseFieldSelector)
  return labels === undefined && fields === undefined ? EVERYTHING : { labels, fields }
}

/** Parses numbers first, since upstream reports their errors first (`metav1.ListOptions`). */
const listOptions = (query: URLSearchParams, release: ReleaseFeatures) => ({
  timeoutSeconds: integer(query, 'timeoutSeconds') ?? 0,
  limit: integer(query, 'limit') ?? 0,
  selection: selectors(query, release),
  resourceVersion: query.get('resourceVersion') ?? '',
  resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
  continue: query.get('continue') ?? '',
  ...(query.has('sendInitialEvents') && {
    sendInitialEvents: queryFlag(query, 'sendInitialEvents'),
  }),
})

const checkOptions = (
  served: ServedResource,
  options: ListParameters & Pick<ListRequest, 'selection'>,
): void => {
  checkListOptions(options)
  const { fields, unsupported } = served.registry.resource.fieldSelectors
  for (const { field } of options.selection.fields?.requirements ?? []) {
    if (!fields.includes(field)) throw badRequest(unsupported(field))
  }
}

export const listParameters = (
  query: URLSearchParams,
  served: ServedResource,
  release: ReleaseFeatures,
): Omit<ListRequest, 'namespace'> => {
  const options = listOptions(query, release)
  checkOptions(served, { watch: false, ...options })
  return { ...options, limit: Math.max(options.limit, 0), continueToken: options.continue }
}

/** `/watch/RESOURCE/NAME` has the name in the path. */
const withPathName = ({ legacyWatch, parts }: RequestInfo, selection: Selection): Selection => {
  const name = parts[1] ?? ''
  if (!legacyWatch || name === '') return selection
  const requirements = selection.fields?.requirements ?? []
  const named = requirements.filter(({ field }) => field === 'metadata.name')
  if (named.some(({ operator, value }) => (value === name) !== (operator === '='))) {
    throw badRequest("fieldSelector metadata.name doesn't match requested name")
  }
  const ofPath = { field: 'metadata.name', operator: '=', value: name } as const
  return { ...selection, fields: new FieldSelector([ofPath, ...requirements]) }
}

/**
 * By default, a watch without `resourceVersion`, or with 0, requests initial events
 * (`SetListOptionsDefaults`, meta/internalversion/defaults.go, 1.34).
 */
const withInitialEvents = <T extends ListParameters>(options: T): T => {
  const { watch, sendInitialEvents, resourceVersion = '', resourceVersionMatch = '' } = options
  const isSettled = sendInitialEvents !== undefined || resourceVersionMatch !== ''
  if (!watch || isSettled || (resourceVersion !== '' && resourceVersion !== '0')) return options
  return { ...options, sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' }
}

export const watchParameters = (
  info: RequestInfo,
  served: ServedResource,
  release: ReleaseFeatures,
) => {
  const { query } = info
  // without `?watch`, a `/watch/` path is validated as a list
  const watch = queryFlag(query, 'watch')
  const options = withInitialEvents({ watch, ...listOptions(query, release) })
  checkOptions(served, options)
  return {
    ...options,
    selection: withPathName(info, options.selection),
    allowWatchBookmarks: queryFlag(query, 'allowWatchBookmarks'),
  }
}

export type WatchParameters = ReturnType<typeof watchParameters>
