/** What a learner is given of a lab of their class: where its cluster is, what it is about, and the files of its folder. */
import { isJsonObject } from '../../apimachinery/text/json.ts'
import type { LabAddress, LabServer } from '../../teaching/labs/lab-server.ts'

export interface LabBundle {
  /** of the lab, as `csrlab lab check NAME` has it */
  readonly name: string
  /** the administrator's, of a cluster that is the learner's alone */
  readonly server: Required<LabAddress> & Pick<LabServer, 'token'>
  /** how much of its audit log is of the seed */
  readonly seededBytes: number
  /** `lab.yaml` and its other languages, by the names of the files */
  readonly definition: Readonly<Record<string, string>>
  /** what lies in the working folder at the beginning, by the names of the files */
  readonly files: Readonly<Record<string, string>>
  /** names in the working folder under which the audit log is found */
  readonly auditLogs: readonly string[]
}

/** What a learner is told of their class. */
export interface Membership {
  readonly class: string
  /** the learner's name */
  readonly learner: string
  /** names of the labs, in the order in which they are to be done */
  readonly labs: readonly string[]
}

/** Names of labs in a class: without `--`, which stands before them in names of clusters, and 26 characters at most. */
export const isLabName = (name: string): boolean =>
  name.length <= 26 && /^[a-z\d]+(?:-[a-z\d]+)*$/.test(name)

/** The name of the hosted cluster of a lab of a learner. */
export const clusterOf = (learner: string, lab: string): string => `${learner}--${lab}`

/** A name of a file that lies in its folder, and nowhere else. */
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

/** Undefined for what is none: nothing of it may lead out of the folder that it is written to. */
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

/** Undefined for what is none. */
export const readMembership = (text: string): Membership | undefined => {
  const value = parsed(text)
  const labs = strings(value?.['labs'], isLabName)
  const { class: name, learner } = value ?? {}
  if (typeof name !== 'string' || typeof learner !== 'string') return undefined
  return labs === undefined || labs.length === 0 ? undefined : { class: name, learner, labs }
}
