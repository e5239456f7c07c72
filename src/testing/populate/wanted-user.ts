import type { KeyType } from '../../ca/keys.ts'

/** Paths for the client to write; the server writes none. */
export interface UserFiles {
  readonly key?: string
  readonly certificate?: string
  readonly kubeconfig?: string
}

export interface UserSpec {
  readonly name: string
  readonly groups: readonly string[]
  /** seconds; undefined: the cluster's */
  readonly lifetime: number | undefined
  readonly keyType: KeyType | undefined
  readonly files: UserFiles | undefined
}
