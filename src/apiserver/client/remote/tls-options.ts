import { isIP } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { omitEmpty } from '../../../apimachinery/omit-empty.ts'
import type { ApiConnection } from '../connection.ts'

/** The address, and the name, trust and credentials of the handshake. */
export const tlsOptions = ({
  server,
  serverName,
  ca,
  certificate,
  key,
  insecure,
}: ApiConnection) => {
  const { hostname, port } = new URL(server)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const servername = serverName ?? (isIP(host) === 0 ? host : undefined)
  return {
    host,
    port: port === '' ? 443 : Number(port),
    ...omitEmpty({ servername, ca, cert: certificate, key }),
    rejectUnauthorized: insecure !== true,
  } satisfies ConnectionOptions
}
