/** A user as a document: a certificate that is issued through the API, and where its files are to be. */
import type { KeyType } from '../../ca/keys.ts'
import type { JsonObject } from '../../api/text/json.ts'
import {
  choiceField,
  durationField,
  listField,
  FieldProblem,
  objectField,
  optionalField,
  textField,
} from '../field-readers.ts'
import { KEY_TYPES } from '../objects/issue.ts'

export const USER_VERSION = 'csrlab/v1'
export const USER_KIND = 'User'

/** Where whoever asked is to write what; nothing is written by the server. */
export interface UserFiles {
  readonly key: string | undefined
  readonly certificate: string | undefined
  readonly kubeconfig: string | undefined
}

export interface WantedUser {
  readonly name: string
  readonly groups: readonly string[]
  /** in seconds; undefined: the cluster's */
  readonly lifetime: number | undefined
  readonly keyType: KeyType | undefined
  readonly files: UserFiles | undefined
}

const path = optionalField(textField('a path'))

const USER = objectField({
  apiVersion: textField(USER_VERSION),
  kind: textField(USER_KIND),
  metadata: objectField({ name: textField('a name, such as "jane"') }),
  spec: optionalField(
    objectField({
      groups: optionalField(listField(textField('a group'))),
      lifetime: optionalField(durationField),
      keyType: optionalField(choiceField(KEY_TYPES)),
      files: optionalField(objectField({ key: path, certificate: path, kubeconfig: path })),
    }),
  ),
})

export const isUserDocument = ({ apiVersion, kind }: JsonObject): boolean =>
  apiVersion === USER_VERSION && kind === USER_KIND

/** A subject of so many characters, each name counted as some more, is made and signed in some milliseconds. */
const MOST_CHARACTERS = 32 * 1024
const PER_NAME = 16

/** Throws FieldProblem. */
export const readUser = (value: JsonObject): WantedUser => {
  const { metadata, spec } = USER(value, '')
  const names = [metadata.name, ...(spec?.groups ?? [])]
  if (names.reduce((sum, { length }) => sum + length + PER_NAME, 0) > MOST_CHARACTERS)
    throw new FieldProblem('', 'name and groups are more than a certificate is made for')
  return {
    name: metadata.name,
    groups: spec?.groups ?? [],
    lifetime: spec?.lifetime === undefined ? undefined : spec.lifetime / 1000,
    keyType: spec?.keyType,
    files: spec?.files,
  }
}
