import type { JsonObject } from '../../apimachinery/text/json.ts'
import type { KeyType } from '../../ca/keys.ts'
import { checkedCopy } from '../bodies/check.ts'
import { durationOf } from '../bodies/texts.ts'
import type { UserFiles } from '../generated/bodies.d.ts'

const USER_VERSION = 'csrlab/v1'
const USER_KIND = 'User'

export const isUserDocument = ({ apiVersion, kind }: JsonObject): boolean =>
  apiVersion === USER_VERSION && kind === USER_KIND

export interface UserSpec {
  readonly name: string
  readonly groups: readonly string[]
  /** seconds; undefined: the cluster's default */
  readonly lifetime: number | undefined
  readonly keyType: KeyType | undefined
  readonly files: UserFiles | undefined
}

/** Throws FieldProblem. */
export const readUser = (value: JsonObject): UserSpec => {
  const { metadata, spec = {} } = checkedCopy('User', value)
  const { groups = [], lifetime, keyType, files } = spec
  return {
    name: metadata.name,
    groups,
    lifetime: lifetime === undefined ? undefined : durationOf(lifetime, 'spec.lifetime') / 1000,
    keyType,
    files,
  }
}
