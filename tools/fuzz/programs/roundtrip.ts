/** Checks that an object's encodings agree, and that a PUT of the result of GET changes nothing. */
import { isDeepStrictEqual } from 'node:util'
import { parse } from 'yaml'
import type { Answer, Client, Json } from '../../../test/fixtures/server.ts'
import { PROTOBUF } from './next-request.ts'

const FORMS = ['application/json', 'application/yaml', PROTOBUF] as const

/** Line breaks of YAML 1.1, which Go writes, but which this test's YAML parser does not know. */
const BREAKS = /\\u202[89]|\u0085/

/** Maximum attempts: a controller may change the object between the GET and the PUT. */
const TRIES = 5

const versionOf = ({ body }: Answer): string => body.metadata.resourceVersion

const said = ({ code, text }: Answer): string => `${code} ${text.slice(0, 800)}`

/** GETs the object in a form and PUTs it. Resolves with 'again' if the object changed meanwhile. */
const formProblems = async (
  client: Client,
  path: string,
  form: (typeof FORMS)[number],
): Promise<string[] | 'again'> => {
  const json = await client.get(path)
  // deleted meanwhile
  if (json.code === 404) return []
  if (json.code !== 200) return [`GET ${path}: ${said(json)}`]
  const got = await client.get(path, { headers: { accept: form } })
  if (got.code !== 200) return [`GET ${path} as ${form}: ${said(got)}`]
  const sent = await client.put(path, got.bytes, { contentType: form })
  if (sent.code === 409 || sent.code === 404) return 'again'
  if (sent.code !== 200) return [`PUT ${path} of what GET gave as ${form}: ${said(sent)}`]
  const after = await client.get(path)
  if (after.code === 404) return 'again'
  const yaml: Json = form === 'application/yaml' ? parse(got.text, { maxAliasCount: 0 }) : undefined
  return [
    ...(yaml === undefined || BREAKS.test(json.text) || isDeepStrictEqual(yaml, json.body)
      ? []
      : [`GET ${path} as YAML is another object: ${got.text} and ${json.text}`]),
    ...(versionOf(sent) === versionOf(json)
      ? []
      : [`PUT ${path} of what GET gave as ${form} changed it: ${json.text} became ${sent.text}`]),
    ...(versionOf(sent) !== versionOf(json) || isDeepStrictEqual(sent.body, json.body)
      ? []
      : [`PUT ${path} returns another object than GET: ${sent.text} and ${json.text}`]),
  ]
}

/** Problems of the object at a path in one of the three forms, which `turn` selects. */
export const roundtripProblems = async (
  client: Client,
  path: string,
  turn: number,
): Promise<string[]> => {
  const form = FORMS[turn % FORMS.length]!
  let problems: string[] | 'again' = 'again'
  for (let i = 0; i < TRIES && (problems === 'again' || problems.length > 0); i++)
    problems = await formProblems(client, path, form)
  return problems === 'again' ? [] : problems
}
