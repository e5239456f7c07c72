import type { Requester } from '../../apiserver/client/call.ts'
import type { ApiConnection } from '../../apiserver/client/connection.ts'

export interface LabServer {
  /** `https://127.0.0.1:41234`, with a path for a hosted cluster */
  readonly url: string
  /** bearer token of the administrator */
  readonly token: string
  readonly admin: { readonly certificatePem: string; readonly keyPem: string }
  /** issuer of the users' certificates */
  readonly caPem: string
  /** issuer of the certificate at `url` */
  readonly servingCaPem: string
  readonly caKeyPem: string
  readonly auditLog: string
  /** sends requests as the administrator; undefined if the cluster is in another process */
  readonly requester?: Requester
}

/** Uses the token, which works whatever the cluster's time is. */
export const adminOf = ({
  url,
  servingCaPem,
  token,
}: Pick<LabServer, 'url' | 'servingCaPem' | 'token'>): ApiConnection => ({
  server: url,
  ca: Buffer.from(servingCaPem),
  token,
})

/** Omits requests to the management API. */
export const AUDIT_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    nonResourceURLs: ['/csrlab/*']
  - level: Request
`
