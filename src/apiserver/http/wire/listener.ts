import { once } from 'node:events'
import type { SecureServerOptions } from 'node:http2'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { MAX_HEADER_BYTES } from './connections.ts'

export interface ServingIdentity {
  /** PEM */
  readonly certificate: string
  /** PEM */
  readonly key: string
  /** PEM of the CAs whose names are sent to clients */
  readonly clientAuthorities: readonly string[]
}

/**
 * TLS 1.3, and TLS 1.2 with forward secrecy and authenticated encryption (RFC 9325 section 4.2).
 */
const SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
]

export const secureContext = ({ certificate, key, clientAuthorities }: ServingIdentity) => ({
  cert: certificate,
  key,
  ca: [...clientAuthorities],
  minVersion: 'TLSv1.2' as const,
  ciphers: SUITES.join(':'),
})

export const tlsOptions = (identity: ServingIdentity): SecureServerOptions => ({
  allowHTTP1: true,
  ...secureContext(identity),
  // a client without a certificate may have a token; a bad certificate gets a 401, not a TLS alert
  requestCert: true,
  rejectUnauthorized: false,
  settings: { maxConcurrentStreams: 250, maxHeaderListSize: MAX_HEADER_BYTES },
})

export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/** Returns errors of other kinds unchanged. */
const listenError = (error: unknown, host: string, port: number, flag: string): unknown => {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new ListenError(
        `Port ${port} on ${host} is in use, maybe by another csrlab: npx csrlab list shows your servers, npx csrlab stop ends one; or choose another port with ${flag} (0 takes a free one).`,
      )
    case 'EACCES':
      return new ListenError(
        `This user may not listen on port ${port}; choose one above 1023 with ${flag}.`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new ListenError(
        `${host} is not an address of this machine; choose another one with --host.`,
      )
    default:
      return error
  }
}

/** Resolves with the port. Rejects with ListenError. `flag`: the port's option in error texts. */
export const listenOn = async (
  server: Server,
  host: string,
  port: number,
  flag = '--port',
): Promise<number> => {
  try {
    server.listen({ host, port })
    await once(server, 'listening')
  } catch (error) {
    throw listenError(error, host, port, flag)
  }
  return (server.address() as AddressInfo).port
}

/** Rejects with ListenError. */
export const assertListenable = async (
  host: string,
  port: number,
  flag?: string,
): Promise<void> => {
  const probe = createServer()
  await listenOn(probe, host, port, flag)
  await once(probe.close(), 'close')
}
