import { append } from '../apimachinery/append.ts'
import type { ApiConnection } from '../apiserver/client/connection.ts'
import type { Populated } from '../testing/populate/populate.ts'
import type { DocumentSource } from '../testing/populate/documents.ts'
import { readDocumentFiles } from './document-files.ts'
import { CommandError, type Run } from './kit/index.ts'
import { askManagementAt } from './kit/management.ts'
import { connectionOfLine } from './kubeconfig/connection-of-line.ts'
import { writeUserFiles } from './user-files.ts'

const populateFrom = async (
  { name: file, text }: Required<DocumentSource>,
  connection: ApiConnection,
): Promise<string[]> => {
  const { server, ca } = connection
  try {
    const { body } = await askManagementAt(connection, 'POST /populate', text)
    const { objects, users } = body as unknown as Populated
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

export const populateCommand: Run = async (line, context) => {
  const connection = connectionOfLine(line, context)
  const lines: string[] = []
  const files = line.words.flatMap(readDocumentFiles)
  for (const file of files) append(lines, await populateFrom(file, connection))
  return { lines }
}
