/** `csrlab populate`: fills a running cluster from files, and writes the files of users. */
import { append } from '../apimachinery/append.ts'
import { shownLines } from '../apimachinery/text/shown.ts'
import type { CommandLine, CommandResult } from './kit/command-line.ts'
import type { ApiConnection } from '../apiserver/client/connection.ts'
import { askManagementAt, connectionOfLine } from './manage/command.ts'
import type { Populated } from '../testing/populate/populate.ts'
import type { DocumentSource } from '../testing/populate/source.ts'
import { CommandError } from './kit/command-options.ts'
import { readDocumentFiles, UnreadableDocuments } from './document-files.ts'
import type { CommandParts } from './kit/grammar/command.ts'
import { writeUserFiles } from './user-files.ts'

/** Throws CommandError. */
const filesOf = (path: string): ReturnType<typeof readDocumentFiles> => {
  try {
    return readDocumentFiles(path)
  } catch (error) {
    throw error instanceof UnreadableDocuments
      ? new CommandError(`${error.message}; name the right file.`, 3)
      : error
  }
}

const populateFrom = async (
  { name: file, text }: Required<DocumentSource>,
  connection: ApiConnection,
): Promise<string[]> => {
  const asked = { method: 'POST', path: '/populate', body: text } as const
  const { server, ca } = connection
  try {
    const { objects, users } = (await askManagementAt(connection, asked))
      .body as unknown as Populated
    return [
      ...objects.map(({ kind, namespace, name, result }) =>
        [kind, namespace === undefined ? name : `${namespace}/${name}`, result].join(' '),
      ),
      ...users.flatMap((user) => [
        `User ${user.name} issued`,
        ...writeUserFiles(user, file, { server, caPem: ca?.toString() ?? '' }).map(
          (path) => `  ${path}`,
        ),
      ]),
    ]
  } catch (error) {
    throw error instanceof CommandError
      ? new CommandError(`${file}: ${error.message}`, error.exitCode)
      : error
  }
}

/**
 * Throws ConnectionError, FileError, and CommandError for what cannot be read or is refused; of
 * that file nothing has changed.
 */
export const populateCommand = async (
  line: CommandLine,
  parts: CommandParts,
): Promise<CommandResult> => {
  const connection = connectionOfLine(line, parts)
  const lines: string[] = []
  const files = line.words.flatMap(filesOf)
  for (const file of files) append(lines, await populateFrom(file, connection))
  return { text: shownLines([...lines, '']), code: 0 }
}
