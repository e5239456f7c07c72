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
import { type DocumentText, yamlPieces } from './pieces.ts'

export interface PopulateDocument {
  /** `document 2, line 14` */
  readonly at: string
  readonly value: JsonObject
}

/** Parses YAML off the event loop. Rejects with the errors of parseYaml, and with StatusErrors. */
export type ReadYaml = (source: Buffer) => Promise<ParsedYaml>

const place = (number: number, line: number): string => `document ${number}, line ${line}`

/** The line in go-yaml's errors, from 0; absent for the first line. */
const SCANNED = /^yaml: line (\d+): /
/** The line in errors about a repeated key, from 1. */
const REPEATED = /line (\d+): /

const yamlProblem = (message: string, number: number, line: number): FieldProblem => {
  const scanned = SCANNED.exec(message)
  return new FieldProblem(
    place(number, line + Number(scanned?.[1] ?? 0)),
    message.replace(SCANNED, 'yaml: '),
  )
}

const repeatedProblem = (message: string, number: number, line: number): FieldProblem => {
  const first = message.split('\n').find((text) => REPEATED.test(text)) ?? message
  return new FieldProblem(
    place(number, line + Number(REPEATED.exec(first)?.[1] ?? 1) - 1),
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

/** Shorter YAML takes at most ten milliseconds to parse. */
const LONG_YAML = 16 * 1024

const parsedYaml = (text: string, readYaml: ReadYaml): ParsedYaml | Promise<ParsedYaml> =>
  text.length < LONG_YAML ? parseYaml(text) : readYaml(Buffer.from(text))

const parsed = async (
  { text, line }: DocumentText,
  readYaml: ReadYaml | undefined,
  number: number,
): Promise<unknown> => {
  try {
    if (readYaml === undefined) return await parsedJson(text)
    const { value, strictError } = await parsedYaml(text, readYaml)
    if (strictError !== undefined) throw repeatedProblem(strictError, number, line)
    return value
  } catch (error) {
    if (error instanceof YamlError) throw yamlProblem(error.message, number, line)
    if (error instanceof JsonSyntaxError) throw new FieldProblem(place(number, line), error.message)
    if (error instanceof ManyValues)
      throw new FieldProblem(place(number, line), 'it has too many values for one document')
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
 * Reads documents in YAML, or in JSON if the text starts with `{` or `[`, with lists expanded to
 * their items. Yields to the event loop before each document. Throws FieldProblem for unreadable
 * documents and those that are not objects, and the errors of `readYaml`.
 */
export async function* readDocuments(
  text: string,
  readYaml: ReadYaml,
): AsyncGenerator<PopulateDocument, void> {
  const isJson = /^\s*[{[]/.test(text)
  let number = 0
  for (const piece of yamlPieces(text)) {
    await setImmediate()
    const at = place(++number, piece.line)
    for (const value of itemsOf(await parsed(piece, isJson ? undefined : readYaml, number))) {
      if (!isJsonObject(value)) throw new FieldProblem(at, 'write an object')
      yield { at, value }
    }
  }
}
