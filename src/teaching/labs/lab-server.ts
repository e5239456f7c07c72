/** The cluster of a lab, wherever it runs. */
import type { ApiConnection } from '../../apiserver/client/connection.ts'

export interface LabServer {
  /** `https://127.0.0.1:41234`; a hosted cluster has a path */
  readonly url: string
  /** the administrator's */
  readonly token: string
  readonly admin: { readonly certificatePem: string; readonly keyPem: string }
  /** the cluster's CA, which issues the certificates of its users */
  readonly caPem: string
  /** the CA of the certificate at `url`, where that is its host's; default: the cluster's */
  readonly servingCaPem?: string
  readonly caKeyPem: string
  /** file of the audit log */
  readonly auditLog: string
}

/** Where a lab's cluster is found, and how its address is verified. */
export type LabAddress = Pick<LabServer, 'url' | 'caPem' | 'servingCaPem'>

/** The CA for clients that verify the address of a cluster. */
export const servingCaOf = ({ caPem, servingCaPem = caPem }: LabAddress): string => servingCaPem

/** The administrator with the token, whom no clock can lock out. */
export const adminOf = (server: LabAddress & Pick<LabServer, 'token'>): ApiConnection => ({
  server: server.url,
  ca: Buffer.from(servingCaOf(server)),
  certificate: undefined,
  key: undefined,
  token: server.token,
})

/** What is written into the audit log of a lab's cluster: everything that is sent, but for the seed's and the checks' own doors. */
export const AUDIT_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    nonResourceURLs: ['/csrlab/*']
  - level: Request
`
