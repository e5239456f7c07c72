import type { KeyType } from '../../ca/keys.ts'

/** A certificate that a program asks for. */
export interface IssueRequest {
  /** the user's name */
  readonly commonName: string
  /** the user's groups */
  readonly organizations?: readonly string[]
  /** default p256 */
  readonly keyType?: KeyType
  /** lifetime of the certificate, 600 or more; default: the cluster's */
  readonly expirationSeconds?: number
  /** names and addresses of a server that it is to be good for */
  readonly sans?: {
    readonly dns?: readonly string[]
    readonly ip?: readonly string[]
    readonly email?: readonly string[]
    readonly uri?: readonly string[]
  }
  /**
   * default `kubernetes.io/kube-apiserver-client`; one that the cluster does not have is yours to
   * play
   */
  readonly signerName?: string
  /** default: those that the signer wants */
  readonly usages?: readonly string[]
  /** how long the signer may take, in real time; default 10s */
  readonly timeout?: string | number
}
