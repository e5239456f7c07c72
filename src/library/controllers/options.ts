import type { ClusterOptions } from '../../server/cluster-options.ts'

type SharedOption =
  | 'autoApprove'
  | 'ca'
  | 'caKeyType'
  | 'clusterSigningDuration'
  | 'controllers'
  | 'logLevel'
  | 'podCertificateSigner'
  | 'signerCas'
  | 'signerDelay'
  | 'signingCa'

/** The options of `startControllers()`: public types, which may not contain Node's types. */
export interface ControllersOptions extends Pick<ClusterOptions, SharedOption> {
  /** a file, or the text of one */
  readonly kubeconfig: string
  /** default: the current one */
  readonly context?: string | undefined
  /** folder that stores the CA; default: a new CA in memory */
  readonly dataDir?: string | undefined
  /** CAs with which clients verify the API server, PEM; default: those of the kubeconfig */
  readonly rootCa?: string
  /** the key of `--service-account-signing-key-file`, PEM; default: no tokens in Secrets */
  readonly serviceAccountKey?: string
  /** whether to wait for the Lease kube-system/kube-controller-manager */
  readonly leaderElect?: boolean
  /** whether each controller acts as its own service account of kube-system */
  readonly useServiceAccountCredentials?: boolean
  /** whether a credential plug-in of the kubeconfig may run */
  readonly allowExec?: boolean
}
