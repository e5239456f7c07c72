import type { KeyType } from '../../ca/keys.ts'

/** Options of `cluster.issue()`. */
export interface IssueRequest {
  /** user name */
  readonly commonName: string
  /** groups of the user */
  readonly organizations?: readonly string[]
  /** default p256 */
  readonly keyType?: KeyType
  /** lifetime, 600 or more; default: the cluster's */
  readonly expirationSeconds?: number
  /** names and addresses of a server */
  readonly sans?: {
    readonly dns?: readonly string[]
    readonly ip?: readonly string[]
    readonly email?: readonly string[]
    readonly uri?: readonly string[]
  }
  /**
   * default `kubernetes.io/kube-apiserver-client`; your program plays a signer that the cluster
   * lacks
   */
  readonly signerName?: string
  /** default: those that the signer requires */
  readonly usages?: readonly string[]
  /** patience with the signer in real time; default 10s */
  readonly timeout?: string | number
}
