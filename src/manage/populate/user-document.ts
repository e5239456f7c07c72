/** A user as a document: a certificate that is issued through the API, and where its files are to be. */
import type { KeyType } from '../../ca/keys.ts'
import type { JsonObject } from '../../api/text/json.ts'
import { checkedCopy } from '../bodies/check.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { durationOf } from '../bodies/texts.ts'

const USER_VERSION = 'csrlab/v1'
const USER_KIND = 'User'

/** Where whoever asked is to write what; nothing is written by the server. */
export interface UserFiles {
  readonly key?: string
  readonly certificate?: string
  readonly kubeconfig?: string
}

export interface WantedUser {
  readonly name: string
  readonly groups: readonly string[]
  /** in seconds; undefined: the cluster's */
  readonly lifetime: number | undefined
  readonly keyType: KeyType | undefined
  readonly files: UserFiles | undefined
}

export const isUserDocument = ({ apiVersion, kind }: JsonObject): boolean =>
  apiVersion === USER_VERSION && kind === USER_KIND

/** A subject of so many characters, each name counted as some more, is made and signed in some milliseconds. */
const MOST_CHARACTERS = 32 * 1024
const PER_NAME = 16

/** Throws FieldProblem. */
export const readUser = (value: JsonObject): WantedUser => {
  const { metadata, spec = {} } = checkedCopy('User', value)
  const { groups = [], lifetime, keyType, files } = spec
  const names = [metadata.name, ...groups]
  if (names.reduce((sum, { length }) => sum + length + PER_NAME, 0) > MOST_CHARACTERS)
    throw new FieldProblem('', 'name and groups are more than a certificate is made for')
  return {
    name: metadata.name,
    groups,
    lifetime: lifetime === undefined ? undefined : durationOf(lifetime, 'spec.lifetime') / 1000,
    keyType,
    files,
  }
}
