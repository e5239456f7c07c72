/** A lab for a learner of a class: its cluster, its definition and its files. */
import { isJsonObject } from '../../apimachinery/text/json.ts'
import type { LabAddress, LabServer } from '../../teaching/labs/lab-server.ts'

export interface LabBundle {
  readonly name: string
  /** with the administrator's token; the cluster is the learner's alone */
  readonly server: Required<LabAddress> & Pick<LabServer, 'token'>
  /** the size of the seed's part of the audit log */
  readonly seededBytes: number
  /** `lab.yaml` and its translations, by file name */
  readonly definition: Readonly<Record<string, string>>
  /** initial files of the working folder, by name */
  readonly files: Readonly<Record<string, string>>
  /** names of the audit log in the working folder */
  readonly auditLogs: readonly string[]
}

export interface Membership {
  readonly class: string
  readonly learner: string
  /** in their order */
  readonly labs: readonly string[]
}

/** Whether a lab can be in a class: 26 characters, without the `--` of cluster names. */
export const isLabName = (name: string): boolean =>
  name.length <= 26 && /^[a-z\d]+(?:-[a-z\d]+)*$/.test(name)

export const clusterOf = (learner: string, lab: string): string => `${learner}--${lab}`

/** A file name without a path. */
const FILE_NAME = /^[\w-][\w.-]{0,99}$/

const DEFINITION = /^lab(\.[a-z]{2,3})?\.yaml$/

const texts = (value: unknown, names: RegExp): Record<string, string> | undefined => {
  if (!isJsonObject(value)) return undefined
  const entries = Object.entries(value)
  if (!entries.every(([name, text]) => names.test(name) && typeof text === 'string'))
    return undefined
  return Object.fromEntries(entries) as Record<string, string>
}

const strings = (value: unknown, isName: (text: string) => boolean): string[] | undefined =>
  Array.isArray(value) && value.every((one) => typeof one === 'string' && isName(one))
    ? (value as string[])
    : undefined

const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Returns undefined for an invalid bundle: no name may lead out of the folder. */
export const readBundle = (text: string): LabBundle | undefined => {
  const value = parsed(text)
  const server = value?.['server']
  if (value === undefined || !isJsonObject(server)) return undefined
  const { name, seededBytes } = value
  const { url, token, caPem, servingCaPem } = server
  const definition = texts(value['definition'], DEFINITION)
  const files = texts(value['files'], FILE_NAME)
  const auditLogs = strings(value['auditLogs'], (name) => FILE_NAME.test(name))
  if (typeof name !== 'string' || !isLabName(name)) return undefined
  if (typeof seededBytes !== 'number' || !Number.isSafeInteger(seededBytes)) return undefined
  if (definition?.['lab.yaml'] === undefined || files === undefined || auditLogs === undefined)
    return undefined
  if (typeof url !== 'string' || typeof token !== 'string' || typeof caPem !== 'string')
    return undefined
  if (typeof servingCaPem !== 'string') return undefined
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') return undefined
  const at = { url, token, caPem, servingCaPem }
  return { name, server: at, seededBytes, definition, files, auditLogs }
}

export const readMembership = (text: string): Membership | undefined => {
  const value = parsed(text)
  const labs = strings(value?.['labs'], isLabName)
  const { class: name, learner } = value ?? {}
  if (typeof name !== 'string' || typeof learner !== 'string') return undefined
  return labs === undefined || labs.length === 0 ? undefined : { class: name, learner, labs }
}
