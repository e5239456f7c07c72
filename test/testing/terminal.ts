import type { Test } from 'tap'
import { type } from '../fixtures/command.ts'
import { kubeconfigOf } from '../fixtures/kubeconfig.ts'
import { startServer } from '../fixtures/server.ts'
import { wordsOf } from '../fixtures/words.ts'

/** Starts a server; the returned functions run csrlab commands with its kubeconfig. */
export const terminal = async (t: Test, options: Parameters<typeof startServer>[1] = {}) => {
  const server = await startServer(t, options)
  const kubeconfig = kubeconfigOf(server.url, server.server)
  const readFile = (path: string) => (path === 'k' ? Buffer.from(kubeconfig) : undefined)
  const parts = { readFile, environment: { KUBECONFIG: 'k' } }
  const csrlab = (...args: string[]) => type(wordsOf(args), parts)
  /** `more`: other parts of the command's context */
  const csrlabWith = (more: Parameters<typeof type>[1], ...args: string[]) =>
    type(args, { ...parts, ...more })
  return { server, csrlab, csrlabWith }
}
