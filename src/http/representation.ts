/** Rows and lists in the form that was negotiated. JSON of the stored version is the stored bytes, never made again. */
import { indentJson, stringifyJson } from '../api/json.ts'
import type { KubeObject, ListMeta, ObjectMeta } from '../api/meta.ts'
import { encodeProtobuf } from '../api/protobuf/envelope.ts'
import type { TableColumnDefinition, TableRow } from '../api/table.ts'
import { jsonToYaml } from '../api/yaml.ts'
import type { Row } from '../store/store.ts'
import type { MediaType, Negotiated, Target } from './negotiate.ts'
import { inVersion, type ServedResource } from './served.ts'

/** How an answer is to look. */
export interface Form extends Pick<Negotiated, 'mediaType' | 'as'> {
  readonly pretty: boolean
  /** what a Table's rows hold */
  readonly includeObject: IncludeObject
  /** milliseconds, for the ages in a Table */
  readonly now: number
}

export type IncludeObject = 'None' | 'Metadata' | 'Object'

const NEWLINE = Buffer.from('\n')

/** JSON text in a media type. `schema` is that of the object, for protobuf. */
export const renderJson = (text: string, mediaType: MediaType, pretty: boolean): Buffer =>
  mediaType === 'application/yaml'
    ? Buffer.from(jsonToYaml(JSON.parse(text)))
    : Buffer.from(pretty ? indentJson(text) : `${text}\n`)

const versionedObject = (served: ServedResource, row: Row): KubeObject =>
  inVersion(served, served.registry.decode(row))

/** The JSON of one row in the served version. */
const rowJson = (served: ServedResource, row: Row): string =>
  served.storageForm ? row.value.toString() : stringifyJson(versionedObject(served, row))

const partial = (target: Target, metadata: ObjectMeta): KubeObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${target.version}`,
  metadata,
})

const columnDefinitions = ({ columns }: ServedResource): TableColumnDefinition[] =>
  columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }))

const tableRow = (
  served: ServedResource,
  object: KubeObject,
  target: Target,
  form: Form,
): TableRow => ({
  cells: served.columns.map((column) => column.cell(object, form.now)),
  object:
    form.includeObject === 'None'
      ? null
      : form.includeObject === 'Object'
        ? inVersion(served, object)
        : partial(target, inVersion(served, object).metadata),
})

/** A Table of some objects. Watch events after the first carry no column definitions. */
const table = (
  served: ServedResource,
  objects: readonly KubeObject[],
  metadata: ListMeta,
  target: Target,
  form: Form,
  withColumns = true,
): object => ({
  kind: 'Table',
  apiVersion: `meta.k8s.io/${target.version}`,
  metadata,
  columnDefinitions: withColumns ? columnDefinitions(served) : null,
  rows: objects.map((object) => tableRow(served, object, target, form)),
})

const resourceVersionOf = ({ metadata }: KubeObject): ListMeta =>
  metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }

/** One object that is not (or no longer) a row: what a dry run would have stored. */
export const renderObject = (served: ServedResource, object: KubeObject, form: Form): Buffer => {
  const { as, mediaType } = form
  if (as?.kind === 'Table') {
    return renderJson(
      stringifyJson(table(served, [object], resourceVersionOf(object), as, form)),
      mediaType,
      form.pretty,
    )
  }
  const versioned = inVersion(served, object)
  if (mediaType === 'application/vnd.kubernetes.protobuf')
    return encodeProtobuf(served.schema, versioned)
  return renderJson(
    stringifyJson(as === undefined ? versioned : partial(as, versioned.metadata)),
    mediaType,
    form.pretty,
  )
}

/** One stored object. */
export const renderRow = (served: ServedResource, row: Row, form: Form): Buffer => {
  if (form.as !== undefined || form.mediaType === 'application/vnd.kubernetes.protobuf') {
    return renderObject(served, served.registry.decode(row), form)
  }
  if (served.storageForm && form.mediaType === 'application/json' && !form.pretty) {
    return Buffer.concat([row.value, NEWLINE])
  }
  return renderJson(rowJson(served, row), form.mediaType, form.pretty)
}

/** Items of a list carry neither kind nor apiVersion; both stand first in the stored text. */
const headLength = ({ registry, apiVersion }: ServedResource): number =>
  Buffer.byteLength(`{"kind":"${registry.resource.kind}","apiVersion":"${apiVersion}",`)

const listJson = (served: ServedResource, rows: readonly Row[], metadata: ListMeta): Buffer => {
  const { kind } = served.registry.resource
  const head = `{"kind":"${kind}List","apiVersion":"${served.apiVersion}","metadata":${stringifyJson(metadata)},"items":[`
  const skip = headLength(served)
  const parts: Buffer[] = [Buffer.from(head)]
  rows.forEach((row, i) => {
    const value = served.storageForm ? row.value : Buffer.from(rowJson(served, row))
    parts.push(i === 0 ? OPEN : NEXT, value.subarray(skip))
  })
  parts.push(CLOSE)
  return Buffer.concat(parts)
}
const OPEN = Buffer.from('{')
const NEXT = Buffer.from(',{')
const CLOSE = Buffer.from(']}\n')

/** A list, or one chunk of it. */
export const renderList = (
  served: ServedResource,
  rows: readonly Row[],
  metadata: ListMeta,
  form: Form,
): Buffer => {
  const { as, mediaType, pretty } = form
  const { registry } = served
  if (as?.kind === 'Table') {
    const objects = rows.map((row) => registry.decode(row))
    return renderJson(stringifyJson(table(served, objects, metadata, as, form)), mediaType, pretty)
  }
  if (as !== undefined) {
    const list = {
      kind: 'PartialObjectMetadataList',
      apiVersion: `meta.k8s.io/${as.version}`,
      metadata,
      items: rows.map((row) => partial(as, registry.decode(row).metadata)),
    }
    return renderJson(stringifyJson(list), mediaType, pretty)
  }
  if (mediaType === 'application/vnd.kubernetes.protobuf') {
    const list = {
      kind: `${registry.resource.kind}List`,
      apiVersion: served.apiVersion,
      metadata,
      items: rows.map((row) => versionedObject(served, row)),
    }
    return encodeProtobuf(served.listSchema, list)
  }
  const json = listJson(served, rows, metadata)
  if (mediaType === 'application/json' && !pretty) return json
  return renderJson(json.toString().trimEnd(), mediaType, pretty)
}

/** The object of a watch event as JSON text, for the forms that are made for each watcher. */
export const eventObjectJson = (
  served: ServedResource,
  object: KubeObject,
  form: Form,
  firstEvent: boolean,
): string => {
  const { as } = form
  if (as === undefined) return stringifyJson(inVersion(served, object))
  return stringifyJson(
    as.kind === 'Table'
      ? table(served, [object], resourceVersionOf(object), as, form, firstEvent)
      : partial(as, object.metadata),
  )
}
