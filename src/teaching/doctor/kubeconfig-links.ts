import type { ReadFile } from '../../apiserver/client/connection.ts'
import type { Certificate } from '../../ca/certificate.ts'
import { fileOf } from '../hints/commands.ts'
import { materialOf } from '../hints/material.ts'
import { shellWord } from '../hints/shell.ts'
import { ENDING_OF } from './file-kinds.ts'
import type { Findings } from './findings.ts'
import { addPem } from './pem.ts'
import type { Remedy } from './report.ts'

export type KubeconfigFields = Readonly<Record<string, unknown>>

export interface KubeconfigWalk {
  readonly findings: Findings
  readonly source: string
  readonly readFile: ReadFile
  readonly isShared: boolean
  /** entries of all kubeconfigs that kubectl reads together */
  readonly names: Readonly<Record<'context' | 'cluster' | 'user', readonly string[]>>
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export const fieldsOf = (value: unknown): KubeconfigFields =>
  typeof value === 'object' && value !== null ? (value as KubeconfigFields) : {}

/** `cause`: see {@link Findings.problem}. */
export const broken = (
  { findings, source }: KubeconfigWalk,
  text: string,
  remedy: Remedy,
  cause?: string,
): undefined => {
  findings.problem({ source, text, ...remedy, page: 'kubeconfig' }, cause)
  return undefined
}

export const configCommand = ({ source, isShared }: KubeconfigWalk, words: string): string =>
  `kubectl config ${words}${isShared ? '' : ` --kubeconfig=${shellWord(source)}`}`

/** Returns a command that embeds the user's credentials from files named after the user. */
export const userCommand = (
  walk: KubeconfigWalk,
  name: string,
  parts: readonly ('certificate' | 'key')[] = ['certificate', 'key'],
): string => {
  const options = parts.map((part) => `--client-${part}=${fileOf(name)}.${ENDING_OF[part]}`)
  return configCommand(
    walk,
    `set-credentials ${shellWord(name)} ${options.join(' ')} --embed-certs=true`,
  )
}

export const ADDRESS_MEND =
  'Take the address from a working kubeconfig of that cluster, such as the one that csrlab kubeconfig prints.'

const embedding = (owner: string, name: string, file: string): string =>
  `${name === 'certificate-authority' ? 'set-cluster' : 'set-credentials'} ${shellWord(owner)} --${name}=${file} --embed-certs=true`

/**
 * Returns the content of the certificate or key `name`; undefined if it is not given. If it is
 * unusable, reports a problem and returns undefined.
 */
export const credential = (
  walk: KubeconfigWalk,
  owner: string,
  fields: KubeconfigFields,
  name: string,
): Buffer | undefined => {
  const data = text(fields[`${name}-data`])
  if (data !== '') {
    const bytes = Buffer.from(data, 'base64')
    if (materialOf(bytes).kind !== 'base64') return bytes
    return broken(
      walk,
      `${name}-data of ${owner} is encoded twice: the decoded text is base64 again.`,
      { mend: 'Decode it once, and embed the PEM file with --embed-certs=true.' },
    )
  }
  const path = text(fields[name])
  if (path === '') return undefined
  const bytes = walk.readFile(path)
  if (bytes !== undefined && materialOf(bytes).kind !== 'base64') return bytes
  if (bytes !== undefined)
    return broken(walk, `${name} of ${owner} is the file ${path}, which is base64 text, not PEM.`, {
      command: `base64 -d < ${shellWord(path)} > decoded.pem && ${configCommand(walk, embedding(owner, name, 'decoded.pem'))}`,
    })
  return broken(walk, `${name} of ${owner} is the file ${path}, which is missing or unreadable.`, {
    mend: 'Name the right file, or embed it in the kubeconfig with --embed-certs=true.',
  })
}

/** Returns the certificates in `bytes`. If `bytes` is set and has none, a problem is reported. */
export const addedCertificates = (
  walk: KubeconfigWalk,
  place: string,
  bytes: Buffer | undefined,
): Certificate[] => {
  if (bytes === undefined) return []
  const { findings } = walk
  const [before, problems] = [findings.things.length, findings.problems.length]
  const hasPem = addPem(findings, place, bytes)
  const found = findings.things.slice(before).flatMap(({ certificate }) => certificate ?? [])
  if (found.length === 0 && findings.problems.length === problems)
    broken(walk, `${place} is ${hasPem ? 'PEM, but not a certificate' : 'not PEM text'}.`, {
      mend: 'Give it a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----.',
    })
  return found
}
