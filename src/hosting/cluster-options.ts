import type { ServerOptions } from '../server/options.ts'
import type { HostedOptions } from '../testing/bodies/hosted-options.ts'
import { serverNameOf } from './address.ts'

/** not inherited by clusters */
const OF_THE_HOST: ReadonlySet<string> = new Set<keyof ServerOptions>([
  'dataDir',
  'encryptionPassphrase',
  'port',
  'insecurePort',
  'uiPort',
  'ui',
  'ca',
  'signingCa',
  'signerCas',
  'clientCa',
  'auditLog',
  'auditLevel',
  'auditPolicy',
  'populate',
])

/** not inherited by clusters that set `kubernetesVersion` */
const OF_A_VERSION: ReadonlySet<string> = new Set<keyof ServerOptions>([
  'featureGates',
  'runtimeConfig',
])

/**
 * Adds the options that a cluster inherits. `isNew`: the cluster has no stored time yet, so its
 * option `clock` applies.
 */
export const optionsOfCluster = (
  host: ServerOptions,
  name: string,
  { clock, ...own }: HostedOptions,
  isNew: boolean,
): ServerOptions => {
  const isOtherVersion = own.kubernetesVersion !== undefined
  const shared = Object.entries(host).filter(
    ([option]) => !OF_THE_HOST.has(option) && !(isOtherVersion && OF_A_VERSION.has(option)),
  )
  return {
    ...(Object.fromEntries(shared) as ServerOptions),
    ...own,
    ...(isNew && clock !== undefined && { clock: clock === 'frozen' ? clock : new Date(clock) }),
    tlsSan: [...(host.tlsSan ?? []), serverNameOf(name)],
    // a P-256 key is generated in a millisecond
    caKeyType: 'p256',
  }
}
