/**
 * Checks of reads: pages, selectors and tables must agree with the list, and each list item that
 * managedFields names must exist.
 */
import type { Random } from '../../kit/random.ts'
import type { Client, Json } from '../../../test/fixtures/server.ts'
import type { Collection } from './collections.ts'
import { keyOf } from './state.ts'

const TABLE = { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' } }

const keysOf = (items: readonly Json[]): string => JSON.stringify(items.map(keyOf))

const pageProblems = async (client: Client, path: string, whole: Json, limit: number) => {
  const items: Json[] = []
  let token = ''
  do {
    const at =
      token === ''
        ? `&resourceVersion=${whole.metadata.resourceVersion}&resourceVersionMatch=Exact`
        : `&continue=${encodeURIComponent(token)}`
    const { code, text, body } = await client.get(`${path}?limit=${limit}${at}`)
    if (code !== 200) return [`a page of ${limit} of ${path} gets ${code} ${text}`]
    if (body.items.length > limit) return [`a page of ${limit} of ${path} has ${body.items.length}`]
    const left = whole.items.length - items.length - body.items.length
    if ((body.metadata.remainingItemCount ?? 0) !== left)
      return [
        `${path}: ${left} items remain; remainingItemCount: ${body.metadata.remainingItemCount}`,
      ]
    items.push(...body.items)
    token = body.metadata.continue ?? ''
  } while (token !== '')
  return JSON.stringify(items) === JSON.stringify(whole.items)
    ? []
    : [
        `pages of ${limit} of ${path} differ from its list: ${keysOf(items)}, ${keysOf(whole.items)}`,
      ]
}

type Chosen = (item: Json) => boolean

const selectorsOf = (random: Random, items: readonly Json[]): [string, Chosen][] => {
  const item = random.pick(items)
  const { name, namespace = '' } = item.metadata
  const labels = Object.entries((item.metadata.labels ?? {}) as Readonly<Record<string, string>>)
  const [label, value] = random.pick([...labels, ['a', 'b'] as const])
  const labelOf = (of: Json): string | undefined => of.metadata.labels?.[label]
  const query = (kind: string, text: string): string =>
    `${kind}Selector=${encodeURIComponent(text)}`
  return [
    [query('label', label), (of) => labelOf(of) !== undefined],
    [query('label', `!${label}`), (of) => labelOf(of) === undefined],
    [query('label', `${label}=${value}`), (of) => labelOf(of) === value],
    [query('label', `${label}!=${value}`), (of) => labelOf(of) !== value],
    [query('label', `${label} in (${value},x)`), (of) => [value, 'x'].includes(labelOf(of) ?? '-')],
    [query('field', `metadata.name=${name}`), (of) => of.metadata.name === name],
    [query('field', `metadata.name!=${name}`), (of) => of.metadata.name !== name],
    [
      query('field', `metadata.namespace=${namespace}`),
      (of) => (of.metadata.namespace ?? '') === namespace,
    ],
  ]
}

const selectorProblems = async (client: Client, path: string, whole: Json, random: Random) => {
  if (whole.items.length === 0) return []
  const [query, chosen] = random.pick(selectorsOf(random, whole.items))
  const { code, text, body } = await client.get(
    `${path}?${query}&resourceVersion=${whole.metadata.resourceVersion}&resourceVersionMatch=Exact`,
  )
  // some kinds do not support this selector
  if (code === 400 && text.includes('field label not supported')) return []
  if (code !== 200) return [`${path}?${query} gets ${code} ${text}`]
  const wanted = whole.items.filter(chosen)
  return JSON.stringify(body.items) === JSON.stringify(wanted)
    ? []
    : [`${path}?${query} returns ${keysOf(body.items)} instead of ${keysOf(wanted)}`]
}

const tableProblems = async (client: Client, path: string, whole: Json, include: string) => {
  const { code, text, body } = await client.get(
    `${path}?includeObject=${include}&resourceVersion=${whole.metadata.resourceVersion}&resourceVersionMatch=Exact`,
    TABLE,
  )
  if (code !== 200) return [`the table of ${path} gets ${code} ${text}`]
  const rows: readonly Json[] = body.rows ?? []
  const columns = body.columnDefinitions.length
  return [
    ...(rows.length === whole.items.length
      ? []
      : [`the table of ${path} has ${rows.length} rows for ${whole.items.length} objects`]),
    ...rows.flatMap(({ cells, object }) => [
      ...(cells.length === columns
        ? []
        : [`a row of the table of ${path} has ${cells.length} cells in ${columns} columns`]),
      ...((object === null || object === undefined) === (include === 'None')
        ? []
        : [`a row of the table of ${path} has ${object ? 'an' : 'no'} object with ${include}`]),
    ]),
    ...rows.flatMap(({ cells }, i) =>
      cells[0] === whole.items[i]?.metadata.name || body.columnDefinitions[0].name !== 'Name'
        ? []
        : [`a row of ${path} names ${cells[0]} instead of ${whole.items[i]?.metadata.name}`],
    ),
  ]
}

/** The value at an element of a managedFields path; undefined if there is none. */
const valueAt = (value: Json, element: string): Json => {
  if (element === '.') return value
  const kind = element.slice(0, 2)
  const rest = element.slice(2)
  if (kind === 'f:') return value?.[rest]
  if (!Array.isArray(value)) return undefined
  const wanted: Json = JSON.parse(rest)
  if (kind === 'v:') return value.find((item) => JSON.stringify(item) === JSON.stringify(wanted))
  // a key that is applied as null stays null in managedFields, but the item gets an empty value
  return value.find((item) =>
    Object.entries(wanted).every(([key, of]) => of === null || [undefined, of].includes(item[key])),
  )
}

/** Paths of owned list items that are absent. Fields may be absent: Go omits empty ones. */
const missingPaths = (fields: Json, value: Json, path = ''): string[] =>
  Object.entries(fields as Readonly<Record<string, Json>>).flatMap(([element, inner]) => {
    if (element === '.') return []
    const at = valueAt(value, element)
    if (at === undefined) return element.startsWith('f:') ? [] : [`${path}/${element}`]
    return missingPaths(inner, at, `${path}/${element}`)
  })

const ownerProblems = ({ items }: Json): string[] =>
  items.flatMap((item: Json) =>
    (item.metadata.managedFields ?? []).flatMap(({ manager, operation, fieldsV1 = {} }: Json) =>
      missingPaths(fieldsV1, item).map(
        (path) => `${manager} owns ${path} by ${operation} in ${JSON.stringify(item)}`,
      ),
    ),
  )

/** Problems of one collection, with a random page size, selector and kind of table. */
export const readProblems = async (
  client: Client,
  { root, resource, verbs }: Collection,
  random: Random,
): Promise<string[]> => {
  if (!verbs.includes('list')) return []
  const path = `${root}/${resource}`
  const { body: whole } = await client.get(path)
  return [
    ...(await pageProblems(client, path, whole, 1 + random.int(5))),
    ...(await selectorProblems(client, path, whole, random)),
    ...(await tableProblems(client, path, whole, random.pick(['None', 'Metadata', 'Object']))),
    ...ownerProblems(whole),
  ]
}
