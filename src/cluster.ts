/** A cluster inside a program: what tests use. */
import type { KeyType } from './ca/keys.ts'
import { type KubeconfigParts, renderKubeconfig } from './terminal/kubeconfig.ts'
import type { ClusterOptions } from './boot/cluster-options.ts'
import { ADMIN_NAME } from './boot/identities.ts'
import { systemClock } from './boot/system.ts'
import { type ProgramClock, programClock } from './manage/clock/program-clock.ts'
import { type ProgramFaults, programFaults } from './manage/faults/program-faults.ts'
import { type ProgramJournal, programJournal } from './manage/journal/program-journal.ts'
import type { Slept } from './boot/state.ts'
import { createServer, type Server } from './server.ts'

export type { ClusterOptions } from './boot/cluster-options.ts'

export interface IssueRequest {
  /** the user's name */
  readonly commonName: string
  /** the user's groups */
  readonly organizations?: readonly string[]
  /** default p256 */
  readonly keyType?: KeyType
  /** lifetime of the certificate, 600 or more; default: the cluster's */
  readonly expirationSeconds?: number
}

export interface IssuedUser {
  readonly commonName: string
  /** private key, PEM */
  readonly key: string
  /** PEM */
  readonly certificate: string
  /** a kubeconfig of this user */
  readonly kubeconfig: string
}

export interface Cluster {
  /** `https://127.0.0.1:41234` */
  readonly url: string
  /** the root CA's certificate */
  readonly caPem: string
  /** bearer token of the administrator */
  readonly token: string
  readonly clock: ProgramClock
  /** the last requests */
  readonly requests: ProgramJournal
  /** what goes wrong, to order */
  readonly faults: ProgramFaults
  /** the administrator's kubeconfig, or that of a user that {@link issue} made */
  kubeconfig(user?: IssuedUser): string
  /**
   * Makes a user: key, request, approval and certificate, through the API itself. Rejects with an Error that has the server's
   * message when it refuses.
   */
  issue(request: IssueRequest): Promise<IssuedUser>
  /**
   * As {@link close}, but all that the cluster holds stays as it is until {@link wake}: in its data folder, or in memory as one buffer of
   * a quarter of a megabyte, half of what an awake cluster takes. Nothing answers meanwhile. Idempotent.
   */
  sleep(): Promise<void>
  /** Serves again, at the same address and with the same CA, token and objects. Rejects when the port has been taken meanwhile. */
  wake(): Promise<void>
  /** Ends watches, finishes writes, closes the port, for good. Idempotent. */
  close(): Promise<void>
}

interface CsrAnswer {
  metadata: { name: string; uid: string }
  status: { conditions?: { type: string; message?: string }[]; certificate?: string }
  message?: string
}

const COLLECTION = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const POLL_MS = 5

const call = async (
  server: Server,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
): Promise<CsrAnswer> => {
  const { code, body: answer } = await server.inject(method, url, body)
  const told = answer as unknown as CsrAnswer
  if (code >= 300) throw new Error(told.message ?? `${method} ${url}: ${code}`)
  return told
}

/** Polls in real time, whatever clock the cluster has: a test may hold that one still. */
const issued = async (server: Server, url: string): Promise<string> => {
  for (;;) {
    const { status } = await call(server, 'GET', url)
    if (status.certificate !== undefined)
      return Buffer.from(status.certificate, 'base64').toString()
    const failed = status.conditions?.find(({ type }) => type === 'Failed')
    if (failed !== undefined)
      throw new Error(failed.message ?? 'the signer marked the request Failed')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

const issue = async (
  server: Server,
  { commonName, organizations = [], keyType = 'p256', expirationSeconds }: IssueRequest,
): Promise<{ key: string; certificate: string }> => {
  // @peculiar/x509 takes 100 ms to load, which a cluster that issues nothing need not pay
  const { makeRequest } = await import('./ca/x509.ts')
  const { requestPem, keyPem } = await makeRequest({ commonName, organizations, keyType })
  const created = await call(server, 'POST', COLLECTION, {
    metadata: { generateName: 'issue-' },
    spec: {
      request: Buffer.from(requestPem).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
    },
  })
  const url = `${COLLECTION}/${created.metadata.name}`
  try {
    await call(server, 'PUT', `${url}/approval`, {
      ...created,
      status: { conditions: [{ type: 'Approved', status: 'True', reason: 'ClusterIssue' }] },
    })
    return { key: keyPem, certificate: await issued(server, url) }
  } finally {
    await call(server, 'DELETE', url)
  }
}

/**
 * Starts a cluster on a free port of the loopback, in memory unless `dataDir` says otherwise. Rejects with an Error of one sentence
 * when it cannot. Many in one process do not disturb each other.
 */
export const startCluster = async (options: ClusterOptions = {}): Promise<Cluster> => {
  const wanted = { caKeyType: 'p256', realTime: systemClock, ...options } as const
  /** none while the cluster sleeps, so that nothing holds on to what it was made of */
  let server: Server | undefined = await createServer(wanted)
  const { url, port } = await server.listen()
  const { adminToken: token, authority } = server
  const caPem = authority.certificatePem
  let { admin } = server
  let slept: Slept | undefined
  let isClosed = false
  let last: Promise<void> = Promise.resolve()
  const inTurn = (task: () => Promise<void>): Promise<void> => (last = last.then(task, task))
  const awake = (): Server => {
    if (server === undefined) throw new Error('the cluster sleeps: wake() it first')
    return server
  }
  const base: Pick<KubeconfigParts, 'server' | 'caPem'> = { server: url, caPem }
  return {
    url,
    caPem,
    token,
    clock: programClock(() => awake().clock),
    requests: programJournal(() => awake().journal),
    faults: programFaults(() => awake().faults),
    kubeconfig: (user) =>
      user?.kubeconfig ??
      renderKubeconfig({
        ...base,
        user: ADMIN_NAME,
        credentials: server?.admin ?? admin,
      }),
    issue: async (request) => {
      const { commonName } = request
      const { key, certificate } = await issue(awake(), request)
      const credentials = { certificatePem: certificate, keyPem: key }
      return {
        commonName,
        key,
        certificate,
        kubeconfig: renderKubeconfig({ ...base, user: commonName, credentials }),
      }
    },
    sleep: () =>
      inTurn(async () => {
        if (isClosed || server === undefined) return
        admin = server.admin
        slept = await server.sleep()
        server = undefined
      }),
    wake: () =>
      inTurn(async () => {
        if (isClosed) throw new Error('the cluster is closed: start another one')
        if (server !== undefined) return
        const woken = await createServer({ ...wanted, port }, slept)
        await woken.listen()
        server = woken
        slept = undefined
      }),
    close: () =>
      inTurn(async () => {
        isClosed = true
        slept = undefined
        await server?.close()
      }),
  }
}
