import { setImmediate } from 'node:timers/promises'
import {
  isJsonObject,
  type JsonObject,
  JsonSyntaxError,
  parseJsonInTurns,
} from '../../apimachinery/text/json.ts'
import { ManyValues } from '../../apimachinery/text/many-values.ts'
import { type ParsedYaml, parseYaml, YamlError } from '../../apimachinery/text/yaml/read.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { yamlPieces } from './pieces.ts'

export interface DocumentSource {
  /** path of the file, for errors; undefined if the text is not from a file */
  readonly name?: string
  readonly text: string
}

export interface PopulateDocument {
  /** place for errors, such as `users.yaml: document 2, line 14` */
  readonly at: string
  readonly value: JsonObject
  readonly source: DocumentSource
}

/** Parses off the event loop. Rejects with the errors of parseYaml, and with StatusErrors. */
export type ReadYaml = (source: Buffer) => Promise<ParsedYaml>

/** Names a document and one of its lines, counted from 0. */
type Place = (line: number) => string

/** The line in errors about a repeated key, from 1. */
const REPEATED = /line (\d+): /

const yamlProblem = ({ line = 1, problem }: YamlError, place: Place): FieldProblem =>
  new FieldProblem(place(line - 1), `yaml: ${problem}`)

const repeatedProblem = (message: string, place: Place): FieldProblem => {
  const first = message.split('\n').find((text) => REPEATED.test(text)) ?? message
  return new FieldProblem(
    place(Number(REPEATED.exec(first)?.[1] ?? 1) - 1),
    first.trim().replace(REPEATED, ''),
  )
}

const parsedJson = async (text: string): Promise<unknown> => {
  const parser = parseJsonInTurns(text)
  for (;;) {
    const { done, value } = parser.next()
    if (done === true) return value
    await setImmediate()
  }
}

/** in characters; shorter YAML takes at most ten milliseconds to parse */
const LONG_YAML = 16 * 1024

const parsed = async (
  text: string,
  readYaml: ReadYaml | undefined,
  place: Place,
): Promise<unknown> => {
  try {
    if (readYaml === undefined) return await parsedJson(text)
    const { value, strictError } =
      text.length < LONG_YAML ? parseYaml(text) : await readYaml(Buffer.from(text))
    if (strictError !== undefined) throw repeatedProblem(strictError, place)
    return value
  } catch (error) {
    if (error instanceof YamlError) throw yamlProblem(error, place)
    if (error instanceof JsonSyntaxError) throw new FieldProblem(place(0), error.message)
    if (error instanceof ManyValues)
      throw new FieldProblem(place(0), 'it has too many values for one document')
    throw error
  }
}

/** Expands lists as kubectl does. */
const itemsOf = (value: unknown): readonly unknown[] =>
  isJsonObject(value) &&
  typeof value['kind'] === 'string' &&
  value['kind'].endsWith('List') &&
  Array.isArray(value['items'])
    ? value['items']
    : [value].flat()

/**
 * Reads JSON if the text starts with `{` or `[`, else YAML, and yields the items of lists. Throws
 * FieldProblem for unreadable documents and those that are not objects, and the errors of
 * `readYaml`.
 */
export async function* readDocuments(
  source: DocumentSource,
  readYaml: ReadYaml,
): AsyncGenerator<PopulateDocument, void> {
  const { name, text } = source
  const isJson = /^\s*[{[]/.test(text)
  for (const [i, piece] of yamlPieces(text).entries()) {
    await setImmediate()
    const place: Place = (line) =>
      `${name === undefined ? '' : `${name}: `}document ${i + 1}, line ${piece.line + line}`
    for (const value of itemsOf(await parsed(piece.text, isJson ? undefined : readYaml, place))) {
      if (!isJsonObject(value)) throw new FieldProblem(place(0), 'write an object')
      yield { at: place(0), value, source }
    }
  }
}
