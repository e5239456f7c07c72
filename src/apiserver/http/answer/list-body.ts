/** Renders lists. Plain JSON of the stored version reuses the stored bytes. */
import { indentJson, stringifyJson } from '../../../apimachinery/text/json.ts'
import type { ListMeta } from '../../../apimachinery/meta.ts'
import { encloseProtobuf, encodeMessage } from '../../../apimachinery/protobuf/envelope.ts'
import { withCache } from '../../../apimachinery/with-cache.ts'
import { type Steps, Portion } from '../../../apimachinery/turns.ts'
import { itemToYaml } from '../../../apimachinery/text/yaml/read.ts'
import { createdColumn } from '../../registry/columns.ts'
import type { Row } from '../../../storage/store.ts'
import { checkConversion } from './conversion.ts'
import type { AnswerForm } from './form.ts'
import type { ListPieces } from './packed-list.ts'
import { converted, partial, renderJson, rowJson, table, tableRow } from './representation.ts'
import type { Conversion } from './negotiate.ts'
import type { ServedResource } from '../served.ts'

const LAYOUTS = {
  compact: { empty: '[]', open: '[', between: ',', close: ']' },
  pretty: { empty: '[]', open: '[\n    ', between: ',\n    ', close: '\n  ]' },
  yaml: { empty: ' []', open: '\n', between: '\n', close: '' },
} as const

type Layout = keyof typeof LAYOUTS

const layoutOf = ({ mediaType, pretty }: AnswerForm): Layout =>
  mediaType === 'application/yaml' ? 'yaml' : pretty ? 'pretty' : 'compact'

/** Splits the text of an empty list inside the empty array of the field `name`. */
const frameOf = (empty: string, name: string, layout: Layout) => {
  const { open, between, close, ...mark } = LAYOUTS[layout]
  const key = layout === 'yaml' ? `\n${name}:` : layout === 'pretty' ? `"${name}": ` : `"${name}":`
  const at = empty.lastIndexOf(key + mark.empty) + key.length
  return {
    before: empty.slice(0, at) + open,
    between,
    after: close + empty.slice(at + mark.empty.length),
  }
}

/**
 * Indents a list item, or converts it to YAML. `replaceAll` is safe: a JSON string contains no raw
 * line break.
 */
const placed = (json: string, layout: 'pretty' | 'yaml'): string =>
  layout === 'yaml' ? itemToYaml(JSON.parse(json)) : indentJson(json).replaceAll('\n', '\n    ')

interface ListForm {
  readonly envelope: object
  readonly name: 'items' | 'rows'
  readonly none: readonly [] | null
  readonly jsonOf: (rows: readonly Row[]) => string
}

/** Calling `stringifyJson` for each item would take twice as long. */
const joined = (items: readonly object[]): string => stringifyJson(items).slice(1, -1)

/** The start of an object's JSON, which list items lack. */
const headOf = ({ kind, apiVersion }: ServedResource): string =>
  `{"kind":"${kind}","apiVersion":"${apiVersion}",`

const partialList = ({ version }: Conversion) => ({
  kind: 'PartialObjectMetadataList',
  apiVersion: `meta.k8s.io/${version}`,
})

const listFormOf = (served: ServedResource, metadata: ListMeta, form: AnswerForm): ListForm => {
  const { as } = form
  const { registry, kind, apiVersion } = served
  if (as?.kind === 'Table') {
    return {
      envelope: table(served, [], metadata, as),
      name: 'rows',
      // for kinds without a printer, Go's slice of no rows is nil, which is null in JSON
      none: served.columns.includes(createdColumn) ? null : [],
      jsonOf: (rows) => joined(rows.map((row) => tableRow(served, registry.decode(row), as, form))),
    }
  }
  if (as !== undefined) {
    return {
      envelope: { ...partialList(as), metadata, items: [] },
      name: 'items',
      // Go's nil slice (`asPartialObjectMetadataList`,
      // k8s.io/apiserver/pkg/endpoints/handlers/response.go)
      none: null,
      jsonOf: (rows) => joined(rows.map((row) => partial(as, registry.decode(row).metadata))),
    }
  }
  const skip = headOf(served).length
  return {
    envelope: { kind: `${kind}List`, apiVersion, metadata, items: [] },
    name: 'items',
    none: [],
    jsonOf: (rows) => rows.map((row) => `{${rowJson(served, row).slice(skip)}`).join(','),
  }
}

function* portions(rows: readonly Row[]): Generator<readonly Row[]> {
  const portion = new Portion()
  let from = 0
  for (let at = 0; at < rows.length; at++) {
    if (!portion.add(rows[at]!.value.length)) continue
    yield rows.slice(from, at + 1)
    from = at + 1
  }
  if (from < rows.length) yield rows.slice(from)
}

function* textList(
  served: ServedResource,
  rows: readonly Row[],
  metadata: ListMeta,
  form: AnswerForm,
): Steps<Buffer> {
  const { envelope, name, none, jsonOf } = listFormOf(served, metadata, form)
  const list = rows.length === 0 ? { ...envelope, [name]: none } : envelope
  const empty = renderJson(stringifyJson(list), form.mediaType, form.pretty)
  if (rows.length === 0) return empty
  const layout = layoutOf(form)
  const { before, between, after } = frameOf(empty.toString(), name, layout)
  const pieces: Buffer[] = []
  for (const some of portions(rows)) {
    if (pieces.length > 0) yield
    const text =
      layout === 'compact'
        ? jsonOf(some)
        : some.map((row) => placed(jsonOf([row]), layout)).join(between)
    pieces.push(Buffer.from(`${pieces.length === 0 ? before : between}${text}`))
  }
  return Buffer.concat([...pieces, Buffer.from(after)])
}

/** bytes to copy before a `yield`; copying them takes some milliseconds */
const COPIED_AT_ONCE = 8 * 1024 * 1024

/** Returns how many bytes the stored rows have. */
export const bytesOf = withCache((rows: readonly Row[]) =>
  rows.reduce((sum, { value }) => sum + value.length, 0),
)

/** Returns undefined for a form that cannot reuse the stored bytes. */
export const storedPieces = (
  served: ServedResource,
  rows: readonly Row[],
  metadata: ListMeta,
  { as, mediaType, pretty }: AnswerForm,
): ListPieces | undefined => {
  if (as !== undefined || !served.storageForm || mediaType !== 'application/json' || pretty)
    return undefined
  const { kind, apiVersion } = served
  const head = Buffer.from(
    `{"kind":"${kind}List","apiVersion":"${apiVersion}","metadata":${stringifyJson(metadata)},"items":[`,
  )
  const skip = headOf(served).length
  const items = bytesOf(rows) + rows.length * (NEXT.length - skip)
  const comma = rows.length === 0 ? 0 : NEXT.length - FIRST.length
  return { head, rows, skip, end: END, bytes: head.length + items - comma + END.length }
}

export function* joinedList({ head, rows, skip, end, bytes }: ListPieces): Steps<Buffer> {
  const list = Buffer.allocUnsafeSlow(bytes)
  let at = head.copy(list)
  let copied = 0
  for (const { value } of rows) {
    if (copied >= COPIED_AT_ONCE) {
      copied = 0
      yield
    }
    copied += value.length
    at += (at === head.length ? FIRST : NEXT).copy(list, at)
    at += value.copy(list, at, skip)
  }
  end.copy(list, at)
  return list
}
const FIRST = Buffer.from('{')
const NEXT = Buffer.from(',{')
const END = Buffer.from(']}\n')

/** `listSchema` fits all lists: in each, metadata is field 1, and items are field 2. */
function* protobufList(
  served: ServedResource,
  rows: readonly Row[],
  metadata: ListMeta,
  as: Conversion | undefined,
): Steps<Buffer> {
  const { listSchema, registry } = served
  const { kind, apiVersion } =
    as === undefined
      ? { kind: `${served.kind}List`, apiVersion: served.apiVersion }
      : partialList(as)
  const pieces = [encodeMessage(listSchema, { metadata })]
  for (const some of portions(rows)) {
    if (pieces.length > 1) yield
    // items are a repeated field, so the encoded portions can be concatenated
    const items = some.map((row) => converted(served, registry.decode(row), as))
    pieces.push(encodeMessage(listSchema, { items }))
  }
  return encloseProtobuf({ kind, apiVersion }, pieces)
}

/**
 * Renders a list for which {@link storedPieces} returns undefined. Throws
 * {@link checkConversion}'s errors.
 */
export function* listBody(
  served: ServedResource,
  rows: readonly Row[],
  metadata: ListMeta,
  form: AnswerForm,
): Steps<Buffer> {
  checkConversion(form, served, 'list')
  const { as, mediaType } = form
  if (mediaType === 'application/vnd.kubernetes.protobuf')
    return yield* protobufList(served, rows, metadata, as)
  return yield* textList(served, rows, metadata, form)
}
