import type { KeyType } from '../../ca/keys.ts'
import type { UserFiles } from '../generated/bodies.d.ts'

export interface UserSpec {
  readonly name: string
  readonly groups: readonly string[]
  /** seconds; undefined: the cluster's default */
  readonly lifetime: number | undefined
  readonly keyType: KeyType | undefined
  readonly files: UserFiles | undefined
}
