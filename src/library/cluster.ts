import { setMaxListeners } from 'node:events'
import { keptAlive } from '../apimachinery/kept-alive.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import type { Requester } from '../apiserver/client/call.ts'
import {
  type ClusterObject,
  type FaultNameOf,
  type ListOptions,
  Objects,
} from '../apiserver/client/objects.ts'
import type { Reference } from '../apiserver/client/reference.ts'
import type { WaitCondition, WaitOptions } from '../apiserver/client/wait.ts'
import type { ClusterOptions } from '../server/cluster-options.ts'
import { STANDALONE } from '../server/host.ts'
import { documentsText } from '../server/populate.ts'
import type { RunningServer } from '../server/running-server.ts'
import { createServer } from '../server/server.ts'
import type { SleepState } from '../server/state.ts'
import { systemClock } from '../server/system.ts'
import { type ProgramApprovers, programApprovers } from '../testing/approvers/program-approvers.ts'
import { type ProgramClock, programClock } from '../testing/clock/program-clock.ts'
import { type ProgramFaults, programFaults } from '../testing/faults/program-faults.ts'
import type { IssueRequest } from '../testing/issue/issue-request.ts'
import { issue } from '../testing/issue/issue.ts'
import {
  type ProgramJournal,
  programJournal,
  type ProgramRequests,
  programRequests,
} from '../testing/journal/program-journal.ts'
import type { AppliedObject, PopulatedUser } from '../testing/populate/populate.ts'
import { checkOptions, inOptions } from './options.ts'
import { type ClusterSnapshot, keepSnapshot, keptSnapshots } from './snapshots.ts'
import { type Credentials, type IssuedUser, issuedUsers } from './users.ts'

declare global {
  /** so that programs need not add the library `esnext.disposable` */
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}

export interface Applied {
  readonly objects: readonly AppliedObject[]
  readonly users: readonly IssuedUser[]
}

/**
 * A running cluster. Once it is closed, all calls but `sleep` and `close` fail with an Error; while
 * it sleeps, most calls do.
 */
export interface Cluster {
  /** `https://127.0.0.1:41234` */
  readonly url: string
  /** certificate of the root CA */
  readonly caPem: string
  /** bearer token of the administrator */
  readonly token: string
  readonly clock: ProgramClock
  /** the last requests */
  readonly journal: ProgramJournal
  /** @deprecated use {@link journal} */
  readonly requests: ProgramRequests
  readonly faults: ProgramFaults
  /** rules that approve or deny CSRs */
  readonly approvers: ProgramApprovers
  /** Returns a kubeconfig; default: the administrator's. Throws like {@link as}. */
  kubeconfig(user?: IssuedUser | string): string
  /**
   * Returns the credentials of an issued user or of `kubernetes-admin`. Throws an Error for others.
   */
  as(user: IssuedUser | string): Credentials
  /** Issues a certificate through the API. Rejects with the server's message, or on timeout. */
  issue(request: IssueRequest): Promise<IssuedUser>
  /**
   * Applies YAML or objects server-side, as the administrator, all or none. Documents of the kind
   * User (`csrlab/v1`) become users, and CSRs are approved or denied as their status says. Rejects
   * with an Error that names document and line.
   */
  apply(documents: string | object | readonly object[]): Promise<Applied>
  /**
   * Reads an object such as `csr/jane`. Rejects with an Error, whose `code` is 404 for a missing
   * object.
   */
  get<T extends KubeObject = ClusterObject>(reference: Reference): Promise<T>
  /** Lists objects of a type such as `configmaps`; default: in all namespaces. */
  list<T extends KubeObject = ClusterObject>(type: string, options?: ListOptions): Promise<T[]>
  /** Deletes an object; finalizers may delay the deletion. */
  delete(reference: Reference): Promise<void>
  /** Approves a CSR of any signer. */
  approve(name: string): Promise<void>
  /** Denies a CSR; `reason` becomes the message of its condition. */
  deny(name: string, reason?: string): Promise<void>
  /**
   * Waits for a condition. Resolves with the object, or undefined if it is gone. Rejects on timeout
   * with an Error that shows the object's last state.
   */
  waitFor<T extends KubeObject = ClusterObject>(
    reference: Reference,
    condition: WaitCondition<T>,
    options?: WaitOptions,
  ): Promise<T | undefined>
  /**
   * Restores objects and clock as after the first start; CA, port, users and tokens stay. Watches
   * end with 410.
   */
  reset(): Promise<void>
  /** Saves objects and clock, and replaces a snapshot of that name. Default: a new name. */
  snapshot(name?: string): Promise<ClusterSnapshot>
  /** Returns all snapshots, sorted by name. */
  snapshots(): ClusterSnapshot[]
  /**
   * Stops serving, and keeps the state for {@link wake}: about 18 KB for a cluster in memory.
   * Idempotent.
   */
  sleep(): Promise<void>
  /** Resumes serving at the same address. Rejects if the port is taken. */
  wake(): Promise<void>
  /** Ends watches, finishes writes, and closes the port. Idempotent; `await using` calls it. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** reason in conditions of approvals and denials by this library; kubectl sets other reasons */
const REASON = 'ClusterProgram'

const started = async (options: Parameters<typeof createServer>[0], sleepState?: SleepState) => {
  try {
    const server = await createServer(options, { ...STANDALONE, sleepState })
    const { url, port } = await server.listen()
    // a test that forgets to close the cluster must still end
    server.unref()
    return { server, url, port }
  } catch (error) {
    throw inOptions(error)
  }
}

/**
 * Starts a cluster, by default in memory and on a free port of 127.0.0.1. No cluster keeps the
 * process alive. Rejects with an Error of one sentence.
 */
export const startCluster = async (options: ClusterOptions = {}): Promise<Cluster> => {
  checkOptions(options)
  const wanted = { caKeyType: 'p256', realTime: systemClock, ...options } as const
  const first = await started(wanted)
  const { url, port } = first
  /** undefined while the cluster sleeps, to free memory */
  let server: RunningServer | undefined = first.server
  const { adminToken: token, authority, admin } = server
  const caPem = authority.certificatePem
  let sleepState: SleepState | undefined
  let isClosed = false
  let last: Promise<void> = Promise.resolve()
  const inTurn = (task: () => Promise<void>): Promise<void> => (last = last.then(task, task))
  const assertOpen = (): void => {
    if (isClosed) throw new Error('the cluster is closed: start another one')
  }
  const awake = (): RunningServer => {
    assertOpen()
    if (server === undefined) throw new Error('the cluster sleeps: wake() it first')
    return server
  }
  const heldBy: FaultNameOf = (object) => awake().faults.heldBy(object)
  const ending = new AbortController()
  // each call adds a listener
  setMaxListeners(0, ending.signal)
  const requester: Requester = {
    // a fault may delay the answer
    inject: (...asked) => keptAlive(() => awake().inject(...asked), ending.signal),
  }
  const objects = new Objects(requester, heldBy)
  const users = issuedUsers({ server: url, caPem, token, admin })
  const as = (user?: IssuedUser | string): Credentials => {
    assertOpen()
    return users.as(user)
  }
  const added = ({ name, groups, key, certificate }: PopulatedUser): IssuedUser =>
    users.add({ commonName: name, organizations: groups, key, certificate })
  for (const populated of server.populated) populated.users.forEach(added)
  const close = (): Promise<void> => {
    isClosed = true
    ending.abort()
    return inTurn(async () => {
      sleepState = undefined
      await server?.close()
      server = undefined
    })
  }
  return {
    url,
    caPem,
    token,
    clock: programClock(() => awake().clock),
    journal: programJournal(() => awake().journal),
    requests: programRequests(() => awake().journal),
    faults: programFaults(() => awake().faults),
    approvers: programApprovers(awake),
    kubeconfig: (user) => as(user).kubeconfig,
    as,
    issue: async (request) => {
      const { key, certificate } = await issue(awake(), request, heldBy)
      const { commonName, organizations = [] } = request
      return users.add({ commonName, organizations, key, certificate })
    },
    apply: async (documents) => {
      const populated = await awake().populate(documentsText(documents))
      return { objects: populated.objects, users: populated.users.map(added) }
    },
    get: (reference) => objects.get(reference),
    list: (type, listing) => objects.list(type, listing),
    delete: (reference) => objects.delete(reference),
    approve: async (name) => {
      await objects.decide(name, { type: 'Approved', reason: REASON })
    },
    deny: async (name, reason = 'the test says no') => {
      await objects.decide(name, { type: 'Denied', reason: REASON, message: reason })
    },
    waitFor: (...asked) => objects.waitFor(...asked),
    reset: async () => awake().snapshotManager.reset(),
    snapshot: async (name) => keepSnapshot(awake, name),
    snapshots: () => keptSnapshots(awake),
    sleep: () =>
      inTurn(async () => {
        if (isClosed || server === undefined) return
        sleepState = await server.sleep()
        server = undefined
      }),
    wake: () =>
      inTurn(async () => {
        assertOpen()
        if (server !== undefined) return
        server = (await started({ ...wanted, port }, sleepState)).server
        sleepState = undefined
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
