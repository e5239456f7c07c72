import type { KeyType } from '../../ca/keys.ts'

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
