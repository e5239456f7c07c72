/** The documents of a stream, each with the line in which it begins. */
import { setImmediate } from 'node:timers/promises'
import { isJsonObject, type JsonObject, JsonSyntaxError, parseJson } from '../../api/text/json.ts'
import { ManyValues } from '../../api/text/many-values.ts'
import { parseYaml, YamlError } from '../../api/text/yaml.ts'
import { FieldProblem } from '../field-readers.ts'

export interface PopulateDocument {
  /** `document 2, line 14` */
  readonly at: string
  readonly value: JsonObject
}

interface Piece {
  readonly text: string
  /** of its first line, from 1 */
  readonly line: number
}

/** A line that ends a document. */
const MARKER = /^(?:---|\.\.\.)(?=\s|$)/
const SEPARATOR = /^---(?=\s|$)/

/** What stands between `---`, without what has nothing but comments. */
const yamlPieces = (text: string): Piece[] => {
  const pieces: Piece[] = []
  let lines: string[] = []
  let first = 1
  const end = (): void => {
    const begin = lines.findIndex((line) => !/^\s*(?:#|$)/.test(line))
    if (begin >= 0) pieces.push({ text: lines.slice(begin).join('\n'), line: first + begin })
  }
  for (const [i, line] of text.split('\n').entries()) {
    if (MARKER.test(line)) {
      end()
      const rest = SEPARATOR.test(line) ? line.slice(3) : ''
      lines = [rest]
      first = i + 1
    } else lines.push(line)
  }
  end()
  return pieces
}

/** One JSON object behind the other, with blanks or nothing in between. */
const jsonPieces = (text: string): Piece[] => {
  const pieces: Piece[] = []
  let [depth, start, line, startLine] = [0, -1, 1, 1]
  let [inText, escaped] = [false, false]
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (char === '\n') line++
    if (inText) {
      if (escaped) escaped = false
      else if (char === '\\') escaped = true
      else if (char === '"') inText = false
      continue
    }
    if (start < 0 && !/\s/.test(char)) [start, startLine] = [i, line]
    if (char === '"') inText = true
    else if (char === '{' || char === '[') depth++
    else if ((char === '}' || char === ']') && --depth === 0) {
      pieces.push({ text: text.slice(start, i + 1), line: startLine })
      start = -1
    }
  }
  if (start >= 0) pieces.push({ text: text.slice(start), line: startLine })
  return pieces
}

const place = (number: number, line: number): string => `document ${number}, line ${line}`

/** The line of a problem in go-yaml's words: counted from 0, and not named where it is the first. */
const SCANNED = /^yaml: line (\d+): /
/** The same where a key is there twice, counted from 1. */
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

const parsed = ({ text, line }: Piece, isJson: boolean, number: number): unknown => {
  try {
    if (isJson) return parseJson(text).value
    const { value, strictError } = parseYaml(text)
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

/** The items of a list of any kind, as kubectl takes them apart. */
const itemsOf = (value: unknown): readonly unknown[] =>
  isJsonObject(value) &&
  typeof value['kind'] === 'string' &&
  value['kind'].endsWith('List') &&
  Array.isArray(value['items'])
    ? value['items']
    : [value].flat()

/**
 * Reads YAML documents, or JSON objects one behind the other, and takes lists apart. Rejects with FieldProblem for what cannot be read
 * or is no object.
 */
export const readDocuments = async (text: string): Promise<PopulateDocument[]> => {
  const isJson = /^\s*[{[]/.test(text)
  const documents: PopulateDocument[] = []
  for (const [i, piece] of (isJson ? jsonPieces(text) : yamlPieces(text)).entries()) {
    const at = place(i + 1, piece.line)
    for (const value of itemsOf(parsed(piece, isJson, i + 1))) {
      if (!isJsonObject(value)) throw new FieldProblem(at, 'write an object')
      documents.push({ at, value })
    }
    // each takes up to some milliseconds
    await setImmediate()
  }
  return documents
}
