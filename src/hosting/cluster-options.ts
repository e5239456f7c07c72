/** Options of a hosted cluster: its own over those of the host, without those that only one cluster of a process can have. */
import type { ServerOptions } from '../server/options.ts'
import type { HostedOptions } from '../testing/bodies/cluster-wishes.ts'
import { serverNameOf } from './address.ts'

/** A P-256 key takes a millisecond to make. */
const CA_KEY_TYPE = 'p256'

/** Feature gates and API versions of a host may be unknown to another version of Kubernetes. */
const ofVersion = (
  { featureGates, runtimeConfig }: ServerOptions,
  { kubernetesVersion }: HostedOptions,
): ServerOptions =>
  kubernetesVersion === undefined
    ? { ...(featureGates && { featureGates }), ...(runtimeConfig && { runtimeConfig }) }
    : {}

const clockOf = (clock: string): 'frozen' | Date => (clock === 'frozen' ? clock : new Date(clock))

/** `isNew`: it starts for the first time, and no time is kept of it. */
export const optionsOfCluster = (
  host: ServerOptions,
  name: string,
  own: HostedOptions,
  isNew: boolean,
): ServerOptions => {
  const { clock, ...options } = own
  const {
    dataDir: _dataDir,
    encryptionPassphrase: _passphrase,
    port: _port,
    insecurePort: _insecurePort,
    uiPort: _uiPort,
    ui: _ui,
    ca: _ca,
    signingCa: _signingCa,
    signerCas: _signerCas,
    clientCa: _clientCa,
    auditLog: _auditLog,
    auditLevel: _auditLevel,
    auditPolicy: _auditPolicy,
    populate: _populate,
    featureGates: _featureGates,
    runtimeConfig: _runtimeConfig,
    ...shared
  } = host
  return {
    ...shared,
    ...ofVersion(host, own),
    ...options,
    ...(isNew && clock !== undefined && { clock: clockOf(clock) }),
    tlsSan: [...(host.tlsSan ?? []), serverNameOf(name)],
    caKeyType: CA_KEY_TYPE,
  }
}
