/** Bodies of each media type, and patches. */
import { type Client, CONFIG_MAPS } from '../../kit/client.ts'
import { CHARACTER_LIMIT, type Channel } from './channel.ts'

export const MAP_NAME = 'growth'

const ONE = `${CONFIG_MAPS}/${MAP_NAME}`

const JSON_PATCH = 'application/json-patch+json'
const MERGE = 'application/merge-patch+json'
const STRATEGIC = 'application/strategic-merge-patch+json'
const APPLY = 'application/apply-patch+yaml'

/** Functions that make a body from a text, by media type. */
const POSTED: Readonly<Record<string, readonly ((text: string) => string)[]>> = {
  'application/json': [
    (text) => text,
    (text) => `{"metadata":{"name":"a"},"data":{"a":"${text}`,
    (text) => `{"data":{"a":${text}`,
    (text) => `{${text}`,
    (text) => `[${text}`,
    (text) => `{"data":{"a":"b"}}${text}`,
  ],
  'application/yaml': [
    (text) => text,
    (text) => `a: ${text}`,
    (text) => `a: "${text}`,
    (text) => `a: '${text}`,
    (text) => `a: |\n  ${text}`,
    (text) => `a: >\n  ${text}`,
    (text) => `a: [${text}`,
    (text) => `a: {${text}`,
    (text) => `# ${text}`,
    (text) => `a: &${text} b`,
    (text) => `a: *${text}`,
    (text) => `a: !${text} b`,
    (text) => `? ${text}`,
    (text) => `%${text}\n---\na: b`,
    (text) => `data: {a: b}\n---${text}`,
  ],
  'application/vnd.kubernetes.protobuf': [
    (text) => text,
    (text) => `k8s\0${text}`,
    (text) => `k8s\0\x0a\x10${text}`,
  ],
}

const operation = (parts: object): string =>
  JSON.stringify([{ op: 'test', path: '/a', value: 'a', ...parts }])

const PATCHED: Readonly<Record<string, readonly ((text: string) => string)[]>> = {
  [JSON_PATCH]: [
    (text) => text,
    (op) => operation({ op }),
    (text) => operation({ path: `/${text}` }),
    (text) => operation({ path: `/metadata/${text}` }),
    (text) => operation({ op: 'move', from: `/data/${text}` }),
    (value) => operation({ op: 'add', path: '/data/b', value }),
    (text) => operation({ op: 'add', path: `/data/${text}`, value: 'b' }),
  ],
  [MERGE]: [
    (text) => text,
    (text) => JSON.stringify({ data: { [text]: text } }),
    (text) => JSON.stringify({ metadata: { labels: { [text]: text } } }),
    (text) =>
      JSON.stringify({ metadata: { managedFields: [{ fieldsV1: { [`f:${text}`]: {} } }] } }),
  ],
  [STRATEGIC]: [
    (text) => text,
    (text) => JSON.stringify({ data: { [text]: text } }),
    (text) => JSON.stringify({ $patch: text }),
    (text) => JSON.stringify({ [`$setElementOrder/${text}`]: [text] }),
    (text) => JSON.stringify({ metadata: { [`$deleteFromPrimitiveList/${text}`]: [text] } }),
    (text) =>
      JSON.stringify({ metadata: { finalizers: [text], '$setElementOrder/finalizers': [text] } }),
  ],
  [APPLY]: [
    (text) => text,
    (text) => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', data: { [text]: text } }),
    (text) => JSON.stringify({ apiVersion: text, kind: text }),
    (text) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { labels: { [text]: text } },
      }),
  ],
}

const channels = (
  bodies: Readonly<Record<string, readonly ((text: string) => string)[]>>,
  send: (type: string, body: string) => Promise<unknown>,
): Channel[] =>
  Object.entries(bodies).flatMap(([type, makers]) =>
    makers.map((make) => ({
      name: `${type} ${make('TEXT')}`,
      longest: CHARACTER_LIMIT,
      short: true,
      send: async (text: string) => {
        await send(type, make(text))
      },
    })),
  )

/** Requires a config map named {@link MAP_NAME}. */
export const bodyChannels = (client: Client): Channel[] => [
  ...channels(POSTED, (type, body) =>
    client.ask('POST', `${CONFIG_MAPS}?dryRun=All`, body, { 'content-type': type }),
  ),
  ...channels(PATCHED, (type, body) =>
    client.ask('PATCH', `${ONE}?dryRun=All&fieldManager=growth`, body, { 'content-type': type }),
  ),
]
