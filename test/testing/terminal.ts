/** A command line with the kubeconfig of a server. */
import type { Test } from 'tap'
import { renderKubeconfig } from '../../src/apiserver/client/kubeconfig.ts'
import type { RunningServer } from '../../src/server/running-server.ts'
import { type } from '../fixtures/command.ts'
import { startServer } from '../fixtures/server.ts'

/**
 * A kubeconfig with the administrator's token, which outlives certificates when the clock moves.
 */
export const kubeconfigOf = (
  url: string,
  { authority, adminToken: token }: Pick<RunningServer, 'authority' | 'adminToken'>,
) => {
  const caPem = authority.certificatePem
  return renderKubeconfig({ server: url, caPem, user: 'admin', credentials: { token } })
}

/** Makes a command line with the kubeconfig of a new server. */
export const terminal = async (t: Test, options: Parameters<typeof startServer>[1] = {}) => {
  const server = await startServer(t, options)
  const kubeconfig = kubeconfigOf(server.url, server.server)
  const readFile = (path: string) => (path === 'k' ? Buffer.from(kubeconfig) : undefined)
  const parts = { readFile, environment: { KUBECONFIG: 'k' } }
  const csrlab = (...args: string[]) => type(args, parts)
  /** Runs a command in a process with other properties. */
  const csrlabWith = (more: Parameters<typeof type>[1], ...args: string[]) =>
    type(args, { ...parts, ...more })
  return { server, csrlab, csrlabWith }
}
