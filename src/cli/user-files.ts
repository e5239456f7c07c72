import { dirname, resolve, sep } from 'node:path'
import { type KubeconfigParts, renderKubeconfig } from '../apiserver/client/kubeconfig.ts'
import { keepPrivateFile } from '../server/files.ts'
import type { PopulatedUser } from '../testing/populate/populate.ts'
import type { UserFiles } from '../testing/generated/bodies.d.ts'
import { CommandError, realPath } from './kit/index.ts'

const isBelow = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

/** Throws CommandError if the path or a link in it leads out of the folder. */
const insideOf = (folder: string, path: string): string => {
  const [top, absolute] = [resolve(folder), resolve(folder, path)]
  const [realTop, real] = [realPath(top), realPath(absolute)]
  if (isBelow(absolute, top) && real && realTop && isBelow(real, realTop)) return absolute
  throw new CommandError(
    `${path} is outside ${folder}; name a file in this folder, or in a folder below it.`,
  )
}

const pathsOf = (files: UserFiles = {}, document: string) =>
  (Object.entries(files) as [keyof UserFiles, string][]).map(
    ([part, path]) => [part, insideOf(dirname(document), path)] as const,
  )

/** Throws CommandError for files outside the document's folder. */
export const checkUserFiles = (files: UserFiles | undefined, document: string): void =>
  void pathsOf(files, document)

/** Returns the paths of the written files. Throws FileError and CommandError. */
export const writeUserFiles = (
  { name, key, certificate, files }: PopulatedUser,
  document: string,
  { server, caPem }: Pick<KubeconfigParts, 'server' | 'caPem'>,
): string[] => {
  const credentials = { certificatePem: certificate, keyPem: key }
  const contents = {
    key,
    certificate,
    kubeconfig: renderKubeconfig({ server, caPem, user: name, credentials }),
  }
  const paths = pathsOf(files, document)
  for (const [part, path] of paths) keepPrivateFile(path, contents[part])
  return paths.map(([, path]) => path)
}
