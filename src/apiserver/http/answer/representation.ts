/** Renders objects. JSON of the stored version reuses the stored bytes. */
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
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

export const renderJson = (text: string, mediaType: MediaType, pretty: boolean): Buffer =>
  mediaType === 'application/yaml'
    ? Buffer.from(jsonToYaml(JSON.parse(text)))
    : Buffer.from(pretty ? indentJson(text) : `${text}\n`)

export const renderDocument = (
  schema: StructSchema,
  document: { readonly kind: string },
  { mediaType, pretty }: Pick<AnswerForm, 'mediaType' | 'pretty'>,
): Buffer =>
  mediaType === 'application/vnd.kubernetes.protobuf'
    ? encodeProtobuf(schema, { apiVersion: '', ...document })
    : renderJson(stringifyJson(document), mediaType, pretty)

export const rowJson = (served: ServedResource, row: Row): string =>
  served.storageForm
    ? row.value.toString()
    : stringifyJson(inVersion(served, served.registry.decode(row)))

export const partial = (target: Conversion, metadata: ObjectMeta): KubeObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: `meta.k8s.io/${target.version}`,
  metadata,
})

export const converted = (
  served: ServedResource,
  object: KubeObject,
  target: Conversion | undefined,
): KubeObject =>
  target === undefined ? inVersion(served, object) : partial(target, object.metadata)

const columnDefinitions = ({ columns }: ServedResource): TableColumnDefinition[] =>
  columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }))

export const tableRow = (
  served: ServedResource,
  object: KubeObject,
  target: Conversion,
  form: AnswerForm,
): TableRow => {
  const now = form.clock.now()
  return {
    cells: served.columns.map((column) => column.cell(object, now)),
    object:
      form.includeObject === 'None'
        ? null
        : form.includeObject === 'Object'
          ? inVersion(served, object)
          : partial(target, object.metadata),
  }
}

/** `withColumns`: false for all events of a watch after the first. */
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

export const represented = (
  served: ServedResource,
  object: KubeObject,
  form: AnswerForm,
  withColumns = true,
): Table | KubeObject => {
  const { as } = form
  if (as?.kind !== 'Table') return converted(served, object, as)
  const metadata = omitEmpty({ resourceVersion: object.metadata.resourceVersion })
  return table(served, [tableRow(served, object, as, form)], metadata, as, withColumns)
}

/** Renders a decoded object. Throws the errors of {@link checkConversion}. */
export const renderObject = (
  served: ServedResource,
  object: KubeObject,
  form: AnswerForm,
): Buffer => {
  checkConversion(form, served, 'object')
  // the schema also fits a PartialObjectMetadata: in protobuf, both have metadata as field 1
  return renderDocument(served.schema, represented(served, object, form), form)
}

/** Renders a stored object. Throws the errors of {@link checkConversion}. */
export const renderRow = (served: ServedResource, row: Row, form: AnswerForm): Buffer => {
  if (form.as !== undefined || form.mediaType === 'application/vnd.kubernetes.protobuf') {
    return renderObject(served, served.registry.decode(row), form)
  }
  if (served.storageForm && form.mediaType === 'application/json' && !form.pretty) {
    return Buffer.concat([row.value, NEWLINE])
  }
  return renderJson(rowJson(served, row), form.mediaType, form.pretty)
}
