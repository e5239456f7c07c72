import { createPrivateKey, X509Certificate } from 'node:crypto'
import { lstatSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { readYaml } from '../apimachinery/text/yaml/files.ts'
import { renderKubeconfig } from '../apiserver/client/kubeconfig.ts'
import { parseCertificate } from '../ca/certificate.ts'
import { keepPrivateFile, readIfThere } from '../server/files.ts'
import type { UserIssuer } from '../server/populate.ts'
import type { PopulatedUser, UserCredentials } from '../testing/populate/populate.ts'
import type { UserFiles } from '../testing/generated/bodies.d.ts'
import type { UserSpec } from '../testing/populate/wanted-user.ts'
import { CommandError } from './kit/index.ts'

const PARTS = ['key', 'certificate', 'kubeconfig'] as const

/** Resolves the links of a path that need not exist; undefined for a broken link. */
const realOf = (path: string): string | undefined => {
  try {
    return realpathSync(path)
  } catch (error) {
    const isNew = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (!isNew || lstatSync(path, { throwIfNoEntry: false }) !== undefined) return undefined
    const folder = realOf(dirname(path))
    return folder && join(folder, basename(path))
  }
}

const isBelow = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)

/** Throws CommandError for a path or a link that leads out of the folder. */
const insideOf = (folder: string, path: string): string => {
  const [top, absolute] = [resolve(folder), resolve(folder, path)]
  const [realTop, real] = [realOf(top), realOf(absolute)]
  if (isBelow(absolute, top) && real && realTop && isBelow(real, realTop)) return absolute
  throw new CommandError(
    `${path} is outside of ${folder}; files of users are written beside their document, or in folders there.`,
  )
}

type Paths = { readonly [P in (typeof PARTS)[number]]?: string }

const pathsOf = (files: UserFiles | undefined, document: string): Paths =>
  Object.fromEntries(
    PARTS.flatMap((part) => {
      const path = files?.[part]
      return path === undefined ? [] : [[part, insideOf(dirname(document), path)]]
    }),
  )

interface UserServer {
  readonly server: string
  readonly caPem: string
}

/** Writes a user's files, and returns their paths. Throws FileError and CommandError. */
export const writeUserFiles = (
  { name, key, certificate, files }: PopulatedUser,
  document: string,
  { server, caPem }: UserServer,
): string[] => {
  const credentials = { certificatePem: certificate, keyPem: key }
  const contents = {
    key,
    certificate,
    kubeconfig: renderKubeconfig({ server, caPem, user: name, credentials }),
  }
  const paths = Object.entries(pathsOf(files, document)) as [keyof Paths, string][]
  for (const [part, path] of paths) keepPrivateFile(path, contents[part])
  return paths.map(([, path]) => path)
}

interface KubeconfigUser {
  readonly users?: readonly { readonly user?: Readonly<Record<string, string>> }[]
}

const inKubeconfig = (text: string): UserCredentials => {
  const { users } = (readYaml(text) ?? {}) as KubeconfigUser
  const decoded = (field: string): string =>
    Buffer.from(users?.[0]?.user?.[field] ?? '', 'base64').toString()
  return { key: decoded('client-key-data'), certificate: decoded('client-certificate-data') }
}

const found = ({ key, certificate, kubeconfig }: Paths): UserCredentials | undefined => {
  const read = (path: string | undefined): string =>
    (path === undefined ? undefined : readIfThere(path)) ?? ''
  if (key !== undefined && certificate !== undefined)
    return { key: read(key), certificate: read(certificate) }
  return kubeconfig === undefined ? undefined : inKubeconfig(read(kubeconfig))
}

/** With less of its life left, a certificate is renewed. */
const LEAST_LEFT = 0.1

/** Tells whether a certificate is this user's, of this CA, and valid for a while. */
const isGood = (
  { key, certificate }: UserCredentials,
  { name, groups }: UserSpec,
  { caPem, now }: UserIssuer,
): boolean => {
  const made = new X509Certificate(certificate)
  const [from, to] = [Date.parse(made.validFrom), Date.parse(made.validTo)]
  const { commonName, organizations } = parseCertificate(made.raw).subject
  const isIn = (group: string): boolean => organizations.includes(group)
  return (
    commonName === name &&
    organizations.length === groups.length &&
    groups.every(isIn) &&
    made.checkPrivateKey(createPrivateKey(key)) &&
    made.verify(new X509Certificate(caPem).publicKey) &&
    now >= from &&
    to - now >= (to - from) * LEAST_LEFT
  )
}

/** Reads the valid credentials of an earlier start, if any. Throws CommandError. */
export const keptUser = (
  user: UserSpec,
  document: string,
  issuer: UserIssuer,
): UserCredentials | undefined => {
  const paths = pathsOf(user.files, document)
  try {
    const credentials = found(paths)
    return credentials !== undefined && isGood(credentials, user, issuer) ? credentials : undefined
  } catch {
    // not ours, or cut short
    return undefined
  }
}
