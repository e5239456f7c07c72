/** Objects in the form that was negotiated. JSON of the stored version is the stored bytes, never made again. */
import { indentJson, stringifyJson } from '../../../apimachinery/text/json.ts'
import type { KubeObject, ListMeta, ObjectMeta } from '../../../apimachinery/meta.ts'
import { encodeProtobuf } from '../../../apimachinery/protobuf/envelope.ts'
import type { StructSchema } from '../../../apimachinery/schema/schema.ts'
import type { Table, TableColumnDefinition, TableRow } from '../../../apimachinery/table.ts'
import { jsonToYaml } from '../../../apimachinery/text/yaml/read.ts'
import type { Row } from '../../../storage/store.ts'
import type { AnswerForm } from './form.ts'
import type { MediaType, Conversion } from './negotiate.ts'
import { checkConversion } from './conversion.ts'
import { inVersion, type ServedResource } from '../served.ts'

const NEWLINE = Buffer.from('\n')

/** JSON text in a media type. `schema` is that of the object, for protobuf. */
export const renderJson = (text: string, mediaType: MediaType, pretty: boolean): Buffer =>
  mediaType === 'application/yaml'
    ? Buffer.from(jsonToYaml(JSON.parse(text)))
    : Buffer.from(pretty ? indentJson(text) : `${text}\n`)

/** Renders a complete object, such as a Status, in a media type. */
export const renderDocument = (
  schema: StructSchema,
  document: { readonly kind: string },
  { mediaType, pretty }: Pick<AnswerForm, 'mediaType' | 'pretty'>,
): Buffer =>
  mediaType === 'application/vnd.kubernetes.protobuf'
    ? encodeProtobuf(schema, { apiVersion: '', ...document })
    : renderJson(stringifyJson(document), mediaType, pretty)

/** The object of a row in the served version. */
export const versionedObject = (served: ServedResource, row: Row): KubeObject =>
  inVersion(served, served.registry.decode(row))

/** The JSON of one row in the served version. */
export const rowJson = (served: ServedResource, row: Row): string =>
  served.storageForm ? row.value.toString() : stringifyJson(versionedObject(served, row))

/** The object with nothing but its metadata. */
export const partial = (target: Conversion, metadata: ObjectMeta): KubeObject => ({
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

/** One row of a Table: its cells, and of the object what was asked for. */
export const tableRow = (
  served: ServedResource,
  object: KubeObject,
  target: Conversion,
  form: AnswerForm,
): TableRow => ({
  cells: served.columns.map((column) => column.cell(object, form.now)),
  object:
    form.includeObject === 'None'
      ? null
      : form.includeObject === 'Object'
        ? inVersion(served, object)
        : partial(target, inVersion(served, object).metadata),
})

/** A Table of some rows. Watch events after the first carry no column definitions. */
export const table = (
  served: ServedResource,
  rows: TableRow[],
  metadata: ListMeta,
  target: Conversion,
  withColumns = true,
): Table => ({
  kind: 'Table',
  apiVersion: `meta.k8s.io/${target.version}`,
  metadata,
  columnDefinitions: withColumns ? columnDefinitions(served) : null,
  rows,
})

const resourceVersionOf = ({ metadata }: KubeObject): ListMeta =>
  metadata.resourceVersion === undefined ? {} : { resourceVersion: metadata.resourceVersion }

/** A Table of one object. */
const tableOfOne = (
  served: ServedResource,
  object: KubeObject,
  target: Conversion,
  form: AnswerForm,
  withColumns = true,
): Table =>
  table(
    served,
    [tableRow(served, object, target, form)],
    resourceVersionOf(object),
    target,
    withColumns,
  )

/** An object that is in no row (any more), such as what a dry run would have stored. */
export const renderObject = (
  served: ServedResource,
  object: KubeObject,
  form: AnswerForm,
): Buffer => {
  checkConversion(form, served, 'object')
  const { as, mediaType } = form
  if (as?.kind === 'Table') {
    return renderJson(stringifyJson(tableOfOne(served, object, as, form)), mediaType, form.pretty)
  }
  const versioned = inVersion(served, object)
  // metadata alone is field 1 of every kind, and of PartialObjectMetadata
  return renderDocument(
    served.schema,
    as === undefined ? versioned : partial(as, versioned.metadata),
    form,
  )
}

/** One stored object. Throws as {@link renderObject}. */
export const renderRow = (served: ServedResource, row: Row, form: AnswerForm): Buffer => {
  if (form.as !== undefined || form.mediaType === 'application/vnd.kubernetes.protobuf') {
    return renderObject(served, served.registry.decode(row), form)
  }
  if (served.storageForm && form.mediaType === 'application/json' && !form.pretty) {
    return Buffer.concat([row.value, NEWLINE])
  }
  return renderJson(rowJson(served, row), form.mediaType, form.pretty)
}

/** The object of a watch event in protobuf; a Table has none. */
export const eventObjectProtobuf = (
  served: ServedResource,
  object: KubeObject,
  { as }: AnswerForm,
): Buffer =>
  encodeProtobuf(
    served.schema,
    as === undefined ? { ...inVersion(served, object) } : partial(as, object.metadata),
  )

/** The object of a watch event as JSON text, for the forms that are made for each watcher. */
export const eventObjectJson = (
  served: ServedResource,
  object: KubeObject,
  form: AnswerForm,
  firstEvent: boolean,
): string => {
  const { as } = form
  if (as === undefined) return stringifyJson(inVersion(served, object))
  return stringifyJson(
    as.kind === 'Table'
      ? tableOfOne(served, object, as, form, firstEvent)
      : partial(as, object.metadata),
  )
}
