/** The links of a kubeconfig: entries that name one another, and files with certificates and keys. */
import type { ReadFile } from '../../apiserver/client/connection.ts'
import type { Certificate } from '../../ca/certificate.ts'
import { fileOf } from '../hints/file-name.ts'
import { materialOf } from '../hints/material.ts'
import { nearest } from '../../apimachinery/text/nearest.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import type { Findings } from './findings.ts'
import { addPem } from './pem.ts'
import type { Remedy } from './report.ts'

export interface Named {
  readonly name?: unknown
  readonly [key: string]: unknown
}

export type Fields = Readonly<Record<string, unknown>>

/** A kubeconfig that is being looked through. */
export interface Walk {
  readonly findings: Findings
  readonly source: string
  readonly readFile: ReadFile
  readonly now: number
  /** what follows `kubectl config …` where that would change another file */
  readonly option: string
  /** of its entries, by their kind */
  readonly names: Readonly<Record<Kind, readonly string[]>>
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
export const listOf = (value: unknown): Named[] => (Array.isArray(value) ? (value as Named[]) : [])

/** Notes a broken link. `cause`: as {@link Findings.problem} takes it. */
export const broken = (
  { findings, source }: Walk,
  text: string,
  remedy: Remedy,
  cause?: string,
): undefined => {
  findings.problem({ source, text, ...remedy, page: PAGES.kubeconfig }, cause)
  return undefined
}

/** A command that changes the file that is looked at. */
export const configCommand = ({ option }: Walk, words: string): string =>
  `kubectl config ${words}${option}`

export type Kind = 'context' | 'cluster' | 'user'

/** The only entry of a kind, as a shell takes it; undefined where somebody has to choose. */
export const onlyOne = ({ names }: Walk, what: Kind): string | undefined =>
  names[what].length === 1 ? shellWord(names[what][0]!) : undefined

/** Sets key and certificate of a user. */
export const userCommand = (walk: Walk, name: string): string =>
  configCommand(
    walk,
    `set-credentials ${shellWord(name)} --client-certificate=${fileOf(name)}.crt --client-key=${fileOf(name)}.key --embed-certs=true`,
  )

/** Makes a context of the only cluster and the only user, or says what it needs. */
export const makingContext = (walk: Walk, name: string): Remedy => {
  const [cluster, user] = [onlyOne(walk, 'cluster'), onlyOne(walk, 'user')]
  return cluster === undefined || user === undefined
    ? { mend: `Make a context that names ${listed(walk, 'cluster')} and ${listed(walk, 'user')}.` }
    : {
        command: configCommand(
          walk,
          `set-context ${shellWord(name)} --cluster=${cluster} --user=${user}`,
        ),
      }
}

/** `one of its clusters (a, b)` */
export const listed = ({ names }: Walk, what: Kind): string =>
  names[what].length === 0
    ? `a ${what}, which it does not have yet`
    : `one of its ${what}s (${names[what].join(', ')})`

/** The address of an API server cannot be guessed. */
export const ADDRESS_MEND =
  'Take the address from a kubeconfig of that cluster that works, such as the one that csrlab kubeconfig prints.'

/** Remedies that add a missing entry, by its kind. */
const making: Readonly<Record<Kind, (walk: Walk, name: string) => Remedy>> = {
  context: makingContext,
  cluster: () => ({ mend: ADDRESS_MEND }),
  user: (walk, name) => ({ command: userCommand(walk, name) }),
}

/** The entry of that name, or the broken link. `what`: `cluster`; `by`: who names it; `context`: which one that is, if it is one. */
export const follow = (
  walk: Walk,
  entries: readonly Named[],
  what: Kind,
  name: string,
  { by, context = '' }: { readonly by: string; readonly context?: string },
): Fields | undefined => {
  const entry = entries.find((one) => one.name === name)
  if (entry !== undefined) return fieldsOf(entry[what])
  const names = walk.names[what]
  const meant = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined)
  const there = names.length === 0 ? `it has no ${what} at all` : `it has ${names.join(', ')}`
  const words =
    what === 'context'
      ? `use-context ${shellWord(meant ?? '')}`
      : `set-context ${shellWord(context)} --${what}=${shellWord(meant ?? '')}`
  return broken(
    walk,
    `${by} names the ${what} ${name}, which is not in the file: ${there}.`,
    meant === undefined ? making[what](walk, name) : { command: configCommand(walk, words) },
  )
}

/** The command that puts a file into an entry. */
const embedding = (owner: string, name: string, file: string): string =>
  `${name === 'certificate-authority' ? 'set-cluster' : 'set-credentials'} ${shellWord(owner)} --${name}=${file} --embed-certs=true`

/** Decodes what a kubeconfig has in base64 of base64, and embeds that. */
const decodeCommand = (walk: Walk, owner: string, name: string): string => {
  const [list, entry] =
    name === 'certificate-authority' ? ['clusters', 'cluster'] : ['users', 'user']
  const data = shellWord(`{.${list}[?(@.name=="${owner}")].${entry}.${name}-data}`)
  return `${configCommand(walk, `view --raw -o jsonpath=${data}`)} | base64 -d | base64 -d > decoded.pem && ${configCommand(walk, embedding(owner, name, 'decoded.pem'))}`
}

/** The bytes of a credential: given inline in base64, or as a path. Undefined when it is not given or cannot be read. */
export const credential = (
  walk: Walk,
  owner: string,
  fields: Fields,
  name: string,
): Buffer | undefined => {
  const data = text(fields[`${name}-data`])
  if (data !== '') {
    const bytes = Buffer.from(data, 'base64')
    if (materialOf(bytes).kind !== 'base64') return bytes
    return broken(
      walk,
      `${name}-data of ${owner} is encoded twice: what is inside is base64 once more.`,
      { command: decodeCommand(walk, owner, name) },
    )
  }
  const path = text(fields[name])
  if (path === '') return undefined
  const bytes = walk.readFile(path)
  if (bytes !== undefined && materialOf(bytes).kind !== 'base64') return bytes
  if (bytes !== undefined)
    return broken(
      walk,
      `${name} of ${owner} is the file ${path}, which is base64 text and no PEM.`,
      {
        command: `base64 -d < ${shellWord(path)} > decoded.pem && ${configCommand(walk, embedding(owner, name, 'decoded.pem'))}`,
      },
    )
  return broken(walk, `${name} of ${owner} is the file ${path}, which is not there.`, {
    mend: 'Name the right file, or embed it in the kubeconfig with --embed-certs=true.',
  })
}

/** The certificates in a text that should hold some. */
export const certificatesIn = (
  walk: Walk,
  place: string,
  bytes: Buffer | undefined,
): Certificate[] => {
  if (bytes === undefined) return []
  const { findings } = walk
  const [before, problems] = [findings.certificates.length, findings.problems.length]
  const hasPem = addPem(findings, place, bytes, walk.now)
  const found = findings.certificates.slice(before).map(({ of }) => of)
  if (found.length === 0 && findings.problems.length === problems)
    broken(walk, `${place} is ${hasPem ? 'PEM' : 'no PEM text'} and not a certificate.`, {
      mend: 'Give it a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----.',
    })
  return found
}
