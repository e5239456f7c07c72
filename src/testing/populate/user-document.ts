import type { JsonObject } from '../../apimachinery/text/json.ts'
import { checkedCopy } from '../bodies/check.ts'
import { durationOf } from '../bodies/texts.ts'
import type { UserSpec } from './wanted-user.ts'

const USER_VERSION = 'csrlab/v1'
const USER_KIND = 'User'

export const isUserDocument = ({ apiVersion, kind }: JsonObject): boolean =>
  apiVersion === USER_VERSION && kind === USER_KIND

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
