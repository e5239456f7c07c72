import type { RequestListener } from 'node:http'
import type { Clock } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { AuditSink } from '../../apiserver/audit/trail.ts'
import type { TemporaryTokens } from '../../apiserver/authn/temporary-tokens.ts'
import type { VerifyPeer } from '../../apiserver/authn/x509.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { LabReport } from '../../apis/lab-report.ts'
import type { Requester } from '../../apiserver/client/call.ts'
import type { Injection } from '../../apiserver/http/injection.ts'

export interface PageParts {
  /** on the loopback; 0: any free port */
  readonly port: number
  readonly readOnly: boolean
  /** for a request from a socket */
  readonly handle: RequestListener
  /** for a request within the process */
  readonly inject: (...injection: Injection) => ReturnType<Requester['inject']>
  readonly lent: Pick<TemporaryTokens, 'lend'>
  readonly verifyPeer: VerifyPeer
  /** Adds a sink for the audit events of later requests. */
  readonly listen: (sink: AuditSink) => void
  /** of the cluster */
  readonly clock: Pick<Clock, 'now'> & { readonly running: boolean }
  /** real time, by which links expire */
  readonly realTime: Clock
  readonly entropy: Entropy
  readonly release: Release
  /** CA certificates (PEM): the root's, then those of signers with their own CA */
  readonly authorities: readonly string[]
  readonly signers: readonly string[]
  /** `--cluster-signing-duration`, in seconds */
  readonly maximumSeconds: number
  readonly server: string
  /** Resolves with undefined if there is no lab, or if its learner is remote. */
  readonly lab: () => Promise<LabDesk | undefined>
}

export interface LabDesk {
  look(language: string): Promise<LabView>
  hint(language: string): Promise<void>
  /** Starts the lab over, and sets the learner's files aside. */
  reset(language: string): Promise<void>
}

export interface LabView extends LabReport {
  /** cluster time, RFC 3339 */
  readonly time: string
  /** Markdown subset; undefined if a remote learner reported the lab */
  readonly task?: string
  readonly minutes?: number
  /** working folder, absolute */
  readonly folder?: string
  /** as `csrlab lab hint` prints them */
  readonly hints?: readonly string[]
  /** shown once the lab is solved */
  readonly explain?: string
}

export type AsUser = Requester

/** Identifies the page's requests in the journal. */
export const USER_AGENT = 'csrlab-page'

/** Sends requests as `user`; the server authorizes them like any other request. */
export const asUser = ({ lent, inject }: PageParts, user: UserInfo): AsUser => ({
  inject: (method, url, body, headers) =>
    lent.lend(user, (token) =>
      inject(method, url, token, body, { 'user-agent': USER_AGENT, ...headers }),
    ),
})
