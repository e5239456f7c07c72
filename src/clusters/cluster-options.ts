/** What a cluster of a host is started with: as the host itself, but for what is one process's or one cluster's alone. */
import type { ServerOptions } from '../boot/options.ts'
import { serverNameOf } from './address.ts'

/** Its CA is of P-256, which is made in a millisecond. */
const CA_KEY_TYPE = 'p256'

export const optionsOfCluster = (host: ServerOptions, name: string): ServerOptions => {
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
    ...shared
  } = host
  return {
    ...shared,
    tlsSan: [...(host.tlsSan ?? []), serverNameOf(name)],
    caKeyType: CA_KEY_TYPE,
  }
}
