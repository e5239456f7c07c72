/** The command line of somebody who has the kubeconfig of a server. */
import type { Test } from 'tap'
import { base64 } from '../fixtures/builders.ts'
import { type } from '../fixtures/command.ts'
import { startServer } from '../fixtures/server.ts'

/** A terminal with the kubeconfig of a server. */
export const terminal = async (t: Test, options: Parameters<typeof startServer>[1] = {}) => {
  const server = await startServer(t, options)
  const { authority, adminToken } = server.server
  // a token, since the certificate ends, and so does its CA
  const kubeconfig = JSON.stringify({
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [
      {
        name: 'c',
        cluster: {
          server: server.url,
          'certificate-authority-data': base64(authority.certificatePem),
        },
      },
    ],
    users: [{ name: 'u', user: { token: adminToken } }],
  })
  const readFile = (path: string) => (path === 'k' ? Buffer.from(kubeconfig) : undefined)
  const parts = { readFile, environment: { KUBECONFIG: 'k' } }
  const csrlab = (...args: string[]) => type(args, parts)
  /** The same where something of the process is another one than usual. */
  const csrlabWith = (more: Parameters<typeof type>[1], ...args: string[]) =>
    type(args, { ...parts, ...more })
  return { server, csrlab, csrlabWith }
}
