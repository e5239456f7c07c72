/** `csrlab populate`: fills a running cluster from files, and writes the files of users. */
import { append } from '../api/append.ts'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, resolve, sep } from 'node:path'
import { shownLines } from '../api/text/shown.ts'
import { keepPrivateFile } from '../boot/files.ts'
import type { CommandLine, CommandResult } from '../doctor/command-line.ts'
import type { Connection } from '../doctor/connection.ts'
import { askManagementAt, connectionOfLine } from '../manage/command.ts'
import type { Populated, PopulatedUser } from '../manage/populate/populate.ts'
import { CommandError } from '../upkeep/command-options.ts'
import type { CommandParts } from './grammar/command.ts'
import { renderKubeconfig } from './kubeconfig.ts'

const READ = new Set(['.yaml', '.yml', '.json'])

/** The files of a path: itself, or those of a folder in the order of their names. Throws CommandError. */
const filesOf = (path: string): string[] => {
  try {
    if (!statSync(path).isDirectory()) return [path]
    const names = readdirSync(path).filter((name) => READ.has(extname(name)))
    return names.toSorted().map((name) => join(path, name))
  } catch (error) {
    throw unreadable(path, error)
  }
}

const unreadable = (path: string, error: unknown): CommandError => {
  const { code = String(error) } = error as NodeJS.ErrnoException
  return new CommandError(`${path} cannot be read (${code}); name the right file.`, 3)
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** Nothing that a server says leads elsewhere. Throws CommandError. */
const insideOf = (folder: string, path: string): string => {
  const absolute = resolve(folder, path)
  if (absolute.startsWith(`${resolve(folder)}${sep}`)) return absolute
  throw new CommandError(
    `${path} is outside of ${folder}; files of users are written beside their document, or in folders there.`,
  )
}

/** Writes what a user has asked for, from the folder of the document on. Returns the paths. Throws FileError. */
const writeUser = (
  { name, key, certificate, files = {} as never }: PopulatedUser,
  folder: string,
  { server, ca }: Connection,
): string[] => {
  const credentials = { certificatePem: certificate, keyPem: key }
  const caPem = ca?.toString() ?? ''
  const contents = {
    key,
    certificate,
    kubeconfig: renderKubeconfig({ server, caPem, user: name, credentials }),
  }
  return (['key', 'certificate', 'kubeconfig'] as const).flatMap((part) => {
    const path = files[part]
    if (path === undefined) return []
    const absolute = insideOf(folder, path)
    keepPrivateFile(absolute, contents[part])
    return [absolute]
  })
}

const populateFrom = async (file: string, connection: Connection): Promise<string[]> => {
  const asked = { method: 'POST', path: '/populate', body: textOf(file) } as const
  try {
    const { objects, users } = (await askManagementAt(connection, asked))
      .body as unknown as Populated
    return [
      ...objects.map(({ kind, namespace, name, result }) =>
        [kind, namespace === undefined ? name : `${namespace}/${name}`, result].join(' '),
      ),
      ...users.flatMap((user) => [
        `User ${user.name} issued`,
        ...writeUser(user, dirname(file), connection).map((path) => `  ${path}`),
      ]),
    ]
  } catch (error) {
    throw error instanceof CommandError
      ? new CommandError(`${file}: ${error.message}`, error.exitCode)
      : error
  }
}

/** Throws ConnectionError, FileError, and CommandError for what cannot be read or is refused; of that file nothing has changed. */
export const populateCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const connection = connectionOfLine(line, parts)
  const lines: string[] = []
  for (const file of line.words.flatMap(filesOf))
    append(lines, await populateFrom(file, connection))
  return { text: shownLines([...lines, '']), code: 0 }
}
