/** `csrlab snapshot` and its verbs, asked of a running server. */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import {
  isJsonObject,
  JsonSyntaxError,
  parseJsonInTurns,
  stringifyJson,
} from '../../api/text/json.ts'
import { type Shown, shownJson, shownLines } from '../../api/text/shown.ts'
import { type CommandLine, type CommandResult, isForPrograms } from '../../doctor/command-line.ts'
import { CommandError, type UpkeepParts } from '../../upkeep/command-options.ts'
import { askManagement, askManagementAt, connectionOfLine } from '../command.ts'

interface Told {
  readonly name: string
  readonly time: string
  readonly size: number
}

/** A piece of a snapshot that is sent; a server takes three megabytes at a time. */
const PIECE_BYTES = 2 * 1024 * 1024
const PRIVATE = 0o600

const done = (text: string): CommandResult => ({ text: shownLines([text, '']), code: 0 })

const sentence = ({ name, time, size }: Told): string => `${name}, ${size} objects of ${time}`

const pathOf = (name: string): string => `/snapshots/${encodeURIComponent(name)}`

const tell =
  (method: 'PUT' | 'POST' | 'DELETE', what: (told: Told) => string, below = '') =>
  async (line: CommandLine, parts: UpkeepParts): Promise<CommandResult> => {
    const path = `${pathOf(line.words[0]!)}${below}`
    const body = method === 'PUT' ? {} : undefined
    const told = await askManagement(line, parts, { method, path, ...(body && { body }) })
    return done(what(told as unknown as Told))
  }

export const saveSnapshot = tell('PUT', (told) => `kept ${sentence(told)}`)
export const restoreSnapshot = tell('POST', (told) => `restored ${sentence(told)}`, '/restore')
export const deleteSnapshot = tell('DELETE', ({ name }) => `deleted ${name}`)

const listed = (snapshots: readonly Told[]): string[] =>
  snapshots.length === 0
    ? ['There are no snapshots; csrlab snapshot save NAME keeps one.']
    : snapshots.map(sentence)

export const listSnapshots = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const told = await askManagement(line, parts, { method: 'GET', path: '/snapshots' })
  const text: Shown = isForPrograms(line)
    ? shownJson(told)
    : shownLines([...listed(told['snapshots'] as Told[]), ''])
  return { text, code: 0 }
}

const failed = (error: unknown, what: string): CommandError => {
  const { code = String(error) } = error as NodeJS.ErrnoException
  return new CommandError(`${what} (${code}); name another file.`, 3)
}

/** Throws CommandError when the file cannot be written, and as {@link askManagement}. */
export const exportSnapshot = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const [file = '', given] = line.words
  const connection = connectionOfLine(line, parts)
  const name = given ?? `export-${parts.entropy.bytes(6).toString('hex')}`
  const path = pathOf(name)
  if (given === undefined) await askManagementAt(connection, { method: 'PUT', path, body: {} })
  try {
    const { text } = await askManagementAt(connection, { method: 'GET', path })
    try {
      writeFileSync(file, text, { mode: PRIVATE })
    } catch (error) {
      throw failed(error, `${file} cannot be written`)
    }
  } finally {
    if (given === undefined) await askManagementAt(connection, { method: 'DELETE', path })
  }
  return done(
    given === undefined ? `exported what there is now to ${file}` : `exported ${given} to ${file}`,
  )
}

/** What is in the file of a snapshot. Throws CommandError. */
const readExport = (file: string): { readonly name: unknown; readonly objects: unknown[] } => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw failed(error, `${file} cannot be read`)
  }
  try {
    const parser = parseJsonInTurns(text)
    let step = parser.next()
    while (step.done !== true) step = parser.next()
    const { value } = step
    if (isJsonObject(value) && Array.isArray(value['objects']))
      return { name: value['name'], objects: value['objects'] }
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
  }
  throw new CommandError(`${file} is no snapshot; write one with csrlab snapshot export.`)
}

/** Texts of lists of objects, each short enough for one request. */
const piecesOf = (objects: readonly unknown[]): string[] => {
  const pieces: string[] = []
  let texts: string[] = []
  let bytes = 0
  const end = (): void => {
    if (texts.length > 0) pieces.push(`{"objects":[${texts.join(',')}]}`)
    texts = []
    bytes = 0
  }
  for (const object of objects) {
    const text = stringifyJson(object)
    const size = Buffer.byteLength(text)
    if (bytes + size > PIECE_BYTES) end()
    texts.push(text)
    bytes += size
  }
  end()
  return pieces
}

/** A name for what comes from a file whose snapshot had none but for its export. */
const nameFor = (file: string, name: unknown): string =>
  typeof name === 'string' && !name.startsWith('export-')
    ? name
    : basename(file, extname(file)).toLowerCase()

/** Throws CommandError when the file is none, and as {@link askManagement}; then nothing is kept of it. */
export const importSnapshot = async (
  line: CommandLine,
  parts: UpkeepParts,
): Promise<CommandResult> => {
  const [file = '', given] = line.words
  const { name: written, objects } = readExport(file)
  const connection = connectionOfLine(line, parts)
  const path = pathOf(given ?? nameFor(file, written))
  let { body } = await askManagementAt(connection, { method: 'PUT', path, body: { objects: [] } })
  try {
    for (const piece of piecesOf(objects))
      ({ body } = await askManagementAt(connection, {
        method: 'POST',
        path: `${path}/objects`,
        body: piece,
      }))
  } catch (error) {
    await askManagementAt(connection, { method: 'DELETE', path })
    throw error
  }
  return done(`kept ${sentence(body as unknown as Told)}`)
}
