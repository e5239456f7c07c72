import { setMaxListeners } from 'node:events'
import { hostname } from 'node:os'
import { Turns } from '../../apimachinery/turns.ts'
import { ServiceAccountKey } from '../../apiserver/authn/service-account-key.ts'
import { type ApiConnection, connectionOf } from '../../apiserver/client/connection.ts'
import { kubeconfigIdentity } from '../../apiserver/client/remote/identity.ts'
import { controllers } from '../../controllers/index.ts'
import { electLeader } from '../../controllers/leader-election.ts'
import { controllerManager } from '../../controllers/manager.ts'
import { rightsOf } from '../../controllers/rights.ts'
import type { Lease } from '../../apis/coordination.ts'
import type { AuthorityOptions } from '../../server/cluster-options.ts'
import { readIfReadable } from '../../server/files.ts'
import { type Logger, openLog, SILENT } from '../../server/log.ts'
import { OptionsError, validateOptions } from '../../server/options.ts'
import { systemClock, systemEntropy } from '../../server/system.ts'
import { makeApprovers } from '../../testing/approvers/approvers.ts'
import { keptAlive } from '../../apimachinery/kept-alive.ts'
import { assertKnown, assertRights, whenReady } from './server-access.ts'
import { connect } from './connect.ts'
import type { ControllersOptions } from './options.ts'
import { type RemoteClients, remoteClients } from './remote-clients.ts'
import { remoteResources } from './remote-resources.ts'
import { remoteServer } from './remote-server.ts'
import { closestRelease, runnable } from './server-facts.ts'
import { openAuthorities } from './signing-authorities.ts'

export type OpenedControllers = Awaited<ReturnType<typeof openControllers>>

/** Options that only the command line sets. */
interface ControllersHost {
  readonly files?: AuthorityOptions['files']
  readonly signal?: AbortSignal
  /** called once if the server is not up yet */
  readonly onWait?: (server: string) => void
}

/** longest wait for responses when stopping */
const LAST_ANSWERS_MS = 1000

/** `kubeconfig`: a path, or the text of a kubeconfig */
const readerOf = ({ kubeconfig, context }: ControllersOptions) => {
  const isText = kubeconfig.includes('\n') || kubeconfig.startsWith('{')
  return (): ApiConnection =>
    connectionOf(
      isText ? 'kubeconfig' : kubeconfig,
      (path) => (isText && path === 'kubeconfig' ? Buffer.from(kubeconfig) : readIfReadable(path)),
      context,
    )
}

const accountKeyOf = (pem: string | undefined): ServiceAccountKey | undefined =>
  pem === undefined
    ? undefined
    : new ServiceAccountKey({ get: () => Buffer.from(pem), change: () => undefined })

/** Rejects with OptionsError, CaError, FileError, ConnectionError and AccessError. */
export const openControllers = async (
  options: ControllersOptions,
  { files, signal: given, onWait = () => undefined }: ControllersHost = {},
) => {
  // validateOptions would take `kubeconfig` for the server's option, which has another meaning
  const { kubeconfig: _kubeconfig, ...shared } = options
  const valid = validateOptions({ caKeyType: 'p256', ...shared, ...(files && { files }) })
  const { leaderElect = false, useServiceAccountCredentials: asAccounts = false } = options
  const [clock, entropy] = [systemClock, systemEntropy]
  const log: Logger = (await openLog(valid.logLevel)) ?? SILENT
  const identity = kubeconfigIdentity(readerOf(options), clock, options.allowExec ?? false)
  const connection = await identity.current()
  const ending = new AbortController()
  const { signal } = ending
  // each request adds a listener
  setMaxListeners(0, signal)
  given?.addEventListener('abort', () => ending.abort(given.reason))
  const connected = connect(identity, asAccounts, signal)
  const { manager: api, writer } = connected
  try {
    const resources = remoteResources({ api, clock, log })
    const autoApprove = valid.autoApprove.length > 0
    const rootCa = options.rootCa ?? connection.ca?.toString()
    // writes `client-ca.crt`, which the server may need before it can start
    const authorities = await openAuthorities(valid, clock, entropy)
    const there = { api, clock, signal, onWait: () => onWait(connection.server) }
    const { gitVersion, selected } = await whenReady(there, async () => {
      await assertKnown(api)
      const version = await api.call<{ gitVersion: string }>({ method: 'GET', path: '/version' })
      await resources.refresh()
      const runs = runnable(valid, options, rootCa, resources.isServed)
      const podSigner = valid.podCertificateSigner
      await assertRights(
        api,
        rightsOf({ selected: runs, leaderElect, asAccounts, autoApprove, podSigner }),
      )
      return { ...version, selected: runs }
    })
    if (valid.podCertificateSigner !== undefined && !resources.isServed('podcertificaterequests'))
      throw new OptionsError(
        '--pod-certificate-signer signs PodCertificateRequests, which the server does not serve.',
      )
    const approvers = makeApprovers({
      rules: valid.autoApprove,
      usualSeconds: valid.clusterSigningDuration,
      orders: { signing: () => undefined, deciding: () => undefined, onChange: () => undefined },
    })
    const { versionOf } = resources
    const newClients = () =>
      remoteClients({ informer: api, writer, versionOf, clock, entropy, log })
    let clients: RemoteClients | undefined
    const manager = controllerManager({
      make: () => {
        clients = newClients()
        const made = controllers({
          server: remoteServer(resources, clients, writer),
          selected,
          clock,
          log,
          release: closestRelease(gitVersion),
          turns: new Turns(),
          signing: {
            rootCa: rootCa ?? '',
            accountKey: accountKeyOf(options.serviceAccountKey),
            signers: authorities.signers,
            maximumSeconds: valid.clusterSigningDuration,
            delaySeconds: valid.signerDelay,
            podSigner: authorities.podSigner,
          },
          ...(autoApprove && { orders: approvers }),
        })
        return [...made, clients]
      },
      waitsFor: () => () => undefined,
    })
    void resources.poll(signal)
    let stop = (): Promise<void> => manager.stop()
    if (leaderElect)
      stop = electLeader({
        leases: newClients().manager<Lease>('leader-election', 'coordination.k8s.io/leases'),
        identity: `${hostname()}_${entropy.uuid()}`,
        clock,
        entropy,
        log,
        begin: () => manager.start(),
        end: () => manager.stop(),
      })
    else {
      manager.start()
      await clients!.synced()
    }
    let closing: Promise<void> | undefined
    const close = async (): Promise<void> => {
      // a server that does not answer must not delay the shutdown
      const giveUp = clock.after(LAST_ANSWERS_MS, () => ending.abort())
      await stop()
      giveUp()
      ending.abort()
      connected.close()
    }
    return {
      server: connection.server,
      /** `v1.36.3` */
      version: gitVersion,
      controllers: [...selected],
      authorities,
      close: (): Promise<void> => (closing ??= keptAlive(close)),
    }
  } catch (error) {
    ending.abort()
    connected.close()
    throw error
  }
}
