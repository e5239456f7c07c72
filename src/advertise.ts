import { networkInterfaces } from 'node:os'

const isLocal = (host: string): boolean => /^(127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host)

/**
 * Where other machines would look for a server that listens on `host`: there, or, when only this machine can reach it, at the
 * machine's first address, as kube-apiserver chooses its `--advertise-address`. Undefined without a network.
 */
export const advertiseAddress = (host: string): string | undefined => {
  if (/^[\d.]+$|:/.test(host) && !isLocal(host)) return host
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
}
