/** A cluster inside a program: what tests use. */
import type { KubeObject } from '../apimachinery/meta.ts'
import type { ClusterOptions } from '../server/cluster-options.ts'
import { documentsText } from '../server/populate.ts'
import { systemClock } from '../server/system.ts'
import { type ProgramApprovers, programApprovers } from '../testing/approvers/program-approvers.ts'
import { type ProgramClock, programClock } from '../testing/clock/program-clock.ts'
import { type ProgramFaults, programFaults } from '../testing/faults/program-faults.ts'
import {
  type ProgramJournal,
  programJournal,
  type ProgramRequests,
  programRequests,
} from '../testing/journal/program-journal.ts'
import { STANDALONE } from '../server/host.ts'
import type { Slept } from '../server/state.ts'
import { issue } from '../testing/issue/issue.ts'
import type { IssueRequest } from '../testing/issue/issue-request.ts'
import {
  type ClusterObject,
  type HeldBy,
  type ListOptions,
  Objects,
} from '../apiserver/client/objects.ts'
import type { AppliedObject, PopulatedUser } from '../testing/populate/populate.ts'
import { checkOptions, inOptions } from './options.ts'
import type { Reference } from '../apiserver/client/reference.ts'
import { type ClusterSnapshot, keepSnapshot, keptSnapshots } from './snapshots.ts'
import { type Credentials, type IssuedUser, Users } from './users.ts'
import type { WaitCondition, WaitOptions } from '../apiserver/client/wait.ts'
import type { RunningServer } from '../server/running-server.ts'
import { createServer } from '../server/server.ts'

declare global {
  /** As TypeScript's own library has it from `esnext.disposable` on; a program need not choose that. */
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}

export interface Applied {
  readonly objects: readonly AppliedObject[]
  readonly users: readonly IssuedUser[]
}

/** All that asks the cluster rejects with an Error of one sentence when it cannot be done, or the cluster sleeps or is closed. */
export interface Cluster {
  /** `https://127.0.0.1:41234` */
  readonly url: string
  /** the root CA's certificate */
  readonly caPem: string
  /** bearer token of the administrator */
  readonly token: string
  readonly clock: ProgramClock
  /** the last requests */
  readonly journal: ProgramJournal
  /**
   * the earlier form of `journal.list`, kept for one release
   *
   * @deprecated use {@link journal}
   */
  readonly requests: ProgramRequests
  /** what goes wrong, to order */
  readonly faults: ProgramFaults
  /** the rules by which requests for certificates are approved or denied */
  readonly approvers: ProgramApprovers
  /** The administrator's kubeconfig, or that of a user. Throws as {@link as}. */
  kubeconfig(user?: IssuedUser | string): string
  /**
   * What it takes to ask as somebody: a user that {@link issue} made, or the name of one, or `kubernetes-admin`. Throws an Error for the
   * name of nobody.
   */
  as(user: IssuedUser | string): Credentials
  /**
   * Makes a user: key, request, approval and certificate, through the API itself. Rejects with an Error that has the server's
   * message when it refuses.
   */
  issue(request: IssueRequest): Promise<IssuedUser>
  /**
   * Applies documents in their order, server-side and as the administrator: YAML, or objects. Those of the kind User (`csrlab/v1`) become
   * users, and a request whose status is Approved or Denied is decided. Rejects with an Error that names the document and its line;
   * nothing has changed then.
   */
  apply(documents: string | object | readonly object[]): Promise<Applied>
  /** An object: `get('csr/jane')`. Rejects with an Error that has the `code` 404 when there is none. */
  get<T extends KubeObject = ClusterObject>(reference: Reference): Promise<T>
  /** Objects of a resource: `list('configmaps', { namespace: 'default' })`; default: of all namespaces. */
  list<T extends KubeObject = ClusterObject>(type: string, options?: ListOptions): Promise<T[]>
  /** Asks for the end of an object, which finalizers may put off. */
  delete(reference: Reference): Promise<void>
  /** Approves a certificate request, whatever its signer. */
  approve(name: string): Promise<void>
  /** Denies a certificate request, and says why. */
  deny(name: string, reason?: string): Promise<void>
  /**
   * Waits until an object is what is asked for; resolves with it, or undefined when there is none. Rejects with an Error that shows what
   * was there last.
   */
  waitFor<T extends KubeObject = ClusterObject>(
    reference: Reference,
    condition: WaitCondition<T>,
    options?: WaitOptions,
  ): Promise<T | undefined>
  /** Brings back what the start has left, with the same CA, port, users and tokens. Watches end with 410. */
  reset(): Promise<void>
  /** Keeps all objects, to be restored; without a name under a new one. */
  snapshot(name?: string): Promise<ClusterSnapshot>
  /** All that are kept, in the order of their names. */
  snapshots(): ClusterSnapshot[]
  /**
   * As {@link close}, but all that the cluster holds stays as it is until {@link wake}: in its data folder, or in memory as one buffer of
   * some 18 KB, where an awake cluster takes half a megabyte. Nothing answers meanwhile. Idempotent.
   */
  sleep(): Promise<void>
  /** Serves again, at the same address and with the same CA, token and objects. Rejects when the port has been taken meanwhile. */
  wake(): Promise<void>
  /** Ends watches, finishes writes, closes the port, for good. Idempotent; `await using` does it. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Kubernetes' own words for it are kubectl's. */
const WHO = 'ClusterProgram'

const started = async (
  options: Parameters<typeof createServer>[0],
  slept?: Slept,
): Promise<{ readonly server: RunningServer; readonly url: string; readonly port: number }> => {
  try {
    const server = await createServer(options, { ...STANDALONE, slept })
    const { url, port } = await server.listen()
    // a test that forgets to close must end all the same
    server.unref()
    return { server, url, port }
  } catch (error) {
    throw inOptions(error)
  }
}

/**
 * Starts a cluster on a free port of the loopback, in memory unless `dataDir` says otherwise. Rejects with an Error of one sentence
 * when it cannot. Many in one process do not disturb each other, and none keeps the process alive.
 */
export const startCluster = async (options: ClusterOptions = {}): Promise<Cluster> => {
  checkOptions(options)
  const wanted = { caKeyType: 'p256', realTime: systemClock, ...options } as const
  const first = await started(wanted)
  const { url, port } = first
  /** none while the cluster sleeps, so that nothing holds on to what it was made of */
  let server: RunningServer | undefined = first.server
  const { adminToken: token, authority, admin } = server
  const caPem = authority.certificatePem
  let slept: Slept | undefined
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
  const heldBy: HeldBy = (object) => awake().faults.faults.orders.heldBy(object)
  const objects = new Objects({ inject: (...asked) => awake().inject(...asked) }, heldBy)
  const users = new Users({ server: url, caPem, token, admin })
  const added = ({ name, groups, key, certificate }: PopulatedUser): IssuedUser =>
    users.add({ commonName: name, organizations: groups, key, certificate })
  for (const populated of server.populated) populated.users.forEach(added)
  const close = (): Promise<void> => {
    isClosed = true
    return inTurn(async () => {
      slept = undefined
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
    kubeconfig: (user) => {
      assertOpen()
      return users.as(user).kubeconfig
    },
    as: (user) => {
      assertOpen()
      return users.as(user)
    },
    issue: async (request) => {
      const { key, certificate } = await issue(awake(), request, heldBy)
      const { commonName, organizations = [] } = request
      return users.add({ commonName, organizations, key, certificate })
    },
    apply: async (documents) => {
      const populated = await awake().populate(documentsText(documents))
      return { objects: populated.objects, users: populated.users.map(added) }
    },
    get: async (reference) => objects.get(reference),
    list: async (type, listing) => objects.list(type, listing),
    delete: async (reference) => objects.delete(reference),
    approve: async (name) => {
      await objects.decide(name, { type: 'Approved', reason: WHO })
    },
    deny: async (name, reason = 'the test says no') => {
      await objects.decide(name, { type: 'Denied', reason: WHO, message: reason })
    },
    waitFor: async (...asked) => objects.waitFor(...asked),
    reset: async () => awake().worlds.reset(),
    snapshot: async (name) => keepSnapshot(awake, name),
    snapshots: () => keptSnapshots(awake),
    sleep: () =>
      inTurn(async () => {
        if (isClosed || server === undefined) return
        slept = await server.sleep()
        server = undefined
      }),
    wake: () =>
      inTurn(async () => {
        assertOpen()
        if (server !== undefined) return
        server = (await started({ ...wanted, port }, slept)).server
        slept = undefined
      }),
    close,
    [Symbol.asyncDispose]: close,
  }
}
