/** The links of a kubeconfig: entries that name one another, and files with certificates and keys. */
import type { Certificate } from '../ca/certificate.ts'
import { fileOf } from '../hints/file-name.ts'
import { materialOf } from '../hints/material.ts'
import { nearest } from '../hints/nearest.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import type { Findings } from './findings.ts'
import { addPem } from './pem.ts'
import type { Remedy } from './report.ts'

export interface Named {
  readonly name?: unknown
  readonly [key: string]: unknown
}

/** What a kubeconfig refers to: bytes of a file, undefined when it is not there. */
export type ReadFile = (path: string) => Buffer | undefined

export type Fields = Readonly<Record<string, unknown>>

/** A kubeconfig that is being looked through. */
export interface Walk {
  readonly findings: Findings
  readonly source: string
  readonly readFile: ReadFile
  readonly now: number
  /** what follows `kubectl config …` where that would change another file */
  readonly option: string
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
export const listOf = (value: unknown): Named[] => (Array.isArray(value) ? (value as Named[]) : [])

/** Notes a broken link. */
export const broken = ({ findings, source }: Walk, text: string, remedy: Remedy): undefined => {
  findings.problem({ source, text, ...remedy, page: PAGES.kubeconfig })
  return undefined
}

/** A command that changes the file that is looked at. */
export const configCommand = ({ option }: Walk, words: string): string =>
  `kubectl config ${words}${option}`

export type Kind = 'context' | 'cluster' | 'user'

/** What makes an entry; words in capitals are to be filled in. */
export const MAKING: Readonly<Record<Kind, (name: string) => string>> = {
  context: (name) => `set-context ${shellWord(name)} --cluster=CLUSTER --user=USER`,
  cluster: (name) =>
    `set-cluster ${shellWord(name)} --server=https://ADDRESS:6443 --certificate-authority=ca.crt --embed-certs=true`,
  user: (name) =>
    `set-credentials ${shellWord(name)} --client-certificate=${fileOf(name)}.crt --client-key=${fileOf(name)}.key --embed-certs=true`,
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
  const names = entries.map((one) => text(one.name))
  const meant = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined)
  const set = (words: string): string => configCommand(walk, words)
  const there = names.length === 0 ? `it has no ${what} at all` : `it has ${names.join(', ')}`
  const command =
    meant === undefined
      ? set(MAKING[what](name))
      : what === 'context'
        ? set(`use-context ${shellWord(meant)}`)
        : set(`set-context ${shellWord(context)} --${what}=${shellWord(meant)}`)
  return broken(walk, `${by} names the ${what} ${name}, which is not in the file: ${there}.`, {
    command,
  })
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
      {
        mend: 'Decode the file first, then give that to kubectl config with --embed-certs=true.',
        command: 'base64 -d < FILE > FILE.pem',
      },
    )
  }
  const path = text(fields[name])
  if (path === '') return undefined
  const bytes = walk.readFile(path)
  if (bytes !== undefined) return bytes
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
  const before = walk.findings.certificates.length
  if (!addPem(walk.findings, place, bytes, walk.now)) {
    const twice = materialOf(bytes).kind === 'base64'
    broken(
      walk,
      `${place} is ${twice ? 'base64 text' : 'no PEM text'} and not a certificate.`,
      twice
        ? { mend: 'Decode it first.', command: 'base64 -d < FILE > FILE.pem' }
        : { mend: 'Give it a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----.' },
    )
  }
  return walk.findings.certificates.slice(before).map(({ of }) => of)
}
