/** The parts of the server that the page uses. `server` collects them when the first page is opened. */
import type { RequestListener } from 'node:http'
import type { Clock } from '../../apimachinery/clock.ts'
import type { Entropy } from '../../apimachinery/entropy.ts'
import type { UserInfo } from '../../apimachinery/user.ts'
import type { Audience } from '../../apiserver/audit/trail.ts'
import type { LentIdentities } from '../../apiserver/authn/lent-identities.ts'
import type { VerifyPeer } from '../../apiserver/authn/x509.ts'
import type { Release } from '../../apimachinery/release/release.ts'
import type { GivenLabReport } from '../../apis/lab-report.ts'
import type { Asker } from '../../apiserver/client/call.ts'

interface PageSettings {
  /** of the loopback; 0 takes a free one */
  readonly port: number
  /** nothing may be changed from the page, whoever looks at it */
  readonly readOnly: boolean
}

export interface PageParts extends PageSettings {
  /** the stages, for a request that came over a socket */
  readonly handle: RequestListener
  /** the same for one that stays in the process, of whoever the token stands for */
  readonly inject: (
    method: Parameters<Asker['inject']>[0],
    url: string,
    token: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ) => ReturnType<Asker['inject']>
  readonly lent: Pick<LentIdentities, 'lend'>
  readonly verifyPeer: VerifyPeer
  /** Tells of all requests that begin from then on. */
  readonly listen: (audience: Audience) => void
  /** the cluster's */
  readonly clock: Pick<Clock, 'now'> & { readonly running: boolean }
  /** that of the browser, in which links grow old */
  readonly realTime: Clock
  readonly entropy: Entropy
  readonly release: Release
  /** certificates of the CAs of the cluster, the root's first, PEM */
  readonly authorities: readonly string[]
  /** the signers that run, in order */
  readonly signers: readonly string[]
  /** `--cluster-signing-duration`, in seconds */
  readonly maximumSeconds: number
  /** where kubectl finds the cluster */
  readonly server: string
  /** undefined: the cluster is no lab's, or its learner works elsewhere */
  readonly lab: () => Promise<LabDesk | undefined>
}

/** The lab that a cluster was started for. The texts are in `language`. */
export interface LabDesk {
  /** Checks all outcomes. Rejects with Errors that say what cannot be read. */
  look(language: string): Promise<LabView>
  /** Gives the next hint. */
  hint(language: string): Promise<void>
  /** Brings cluster and folder back to the beginning; the files of the learner are put aside. */
  reset(language: string): Promise<void>
}

export interface LabView extends GivenLabReport {
  /** RFC 3339; when the outcomes were checked, as the cluster takes it */
  readonly time: string
  /** Markdown, as far as labs use it; undefined: a report of a learner elsewhere */
  readonly task?: string
  readonly minutes?: number
  /** the working folder, absolute */
  readonly folder?: string
  /** those given so far, as `csrlab lab hint` prints them */
  readonly hints?: readonly string[]
  /** what to take away, once it is solved */
  readonly explain?: string
}

/** Asks the cluster as one user. */
export type AsUser = Asker

/** What the page's own requests say of themselves, so that the journal can tell them from others. */
export const USER_AGENT = 'csrlab-page'

/** Asks as a user, through every stage. */
export const asUser = ({ lent, inject }: PageParts, user: UserInfo): AsUser => ({
  inject: (method, url, body, headers) =>
    lent.lend(user, (token) =>
      inject(method, url, token, body, { 'user-agent': USER_AGENT, ...headers }),
    ),
})
