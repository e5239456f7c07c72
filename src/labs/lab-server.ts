/** The cluster of a lab, wherever it runs. */
import type { Connection } from '../doctor/connection.ts'

export interface LabServer {
  /** `https://127.0.0.1:41234` */
  readonly url: string
  /** the administrator's */
  readonly token: string
  readonly admin: { readonly certificatePem: string; readonly keyPem: string }
  readonly caPem: string
  readonly caKeyPem: string
  /** file of the audit log */
  readonly auditLog: string
}

/** The administrator with the token, whom no clock can lock out. */
export const adminOf = ({
  url,
  token,
  caPem,
}: Pick<LabServer, 'url' | 'token' | 'caPem'>): Connection => ({
  server: url,
  ca: Buffer.from(caPem),
  certificate: undefined,
  key: undefined,
  token,
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
