import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import type { ServingFile } from './serving.ts'

/** Whether the certificate of a running cluster is good for the host of a URL. */
export const isNamedBy = (
  { localUrl, caFile }: Pick<ServingFile, 'localUrl' | 'caFile'>,
  url: string,
): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(localUrl)
    const wanted = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
    const socket = connect(
      {
        host: hostname.replace(/^\[(.*)\]$/, '$1'),
        port: Number(port),
        ca: readFileSync(caFile),
        checkServerIdentity: () => undefined,
      },
      () => {
        const certificate = socket.getPeerX509Certificate()
        const isGood =
          isIP(wanted) === 0 ? certificate?.checkHost(wanted) : certificate?.checkIP(wanted)
        resolve(isGood !== undefined)
        socket.destroy()
      },
    )
    // nobody is there to ask
    socket.once('error', () => resolve(true))
  })
