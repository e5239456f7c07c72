/** A cluster that explains itself, and the real kubectl and openssl pointed at it. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { renderKubeconfig } from '../../src/kubeconfig.ts'
import { createServer } from '../../src/server.ts'

const CLIENT = 'kubernetes.io/kube-apiserver-client'

const has = (command: string, ...args: string[]): boolean => {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Why tests with the real tools cannot run here; false when they can. */
export const lacksTools: string | false =
  has('kubectl', 'version', '--client') && has('openssl', 'version')
    ? false
    : 'kubectl and openssl are not installed: NOTHING of what users see is tested'

export interface Ran {
  /** both streams, as a terminal shows them */
  readonly text: string
  readonly code: number | null
}

export interface Wish {
  readonly signerName?: string
  readonly usages?: string
  /** `spec.request`, in base64 */
  readonly request: string
  /** more lines of the spec */
  readonly more?: string
}

export const manifest = (
  name: string,
  { signerName = CLIENT, usages = '["client auth"]', request, more = '' }: Wish,
): string =>
  [
    'apiVersion: certificates.k8s.io/v1',
    'kind: CertificateSigningRequest',
    `metadata: {name: ${name}}`,
    'spec:',
    `  request: ${request}`,
    ...(signerName === '' ? [] : [`  signerName: ${signerName}`]),
    ...(usages === '' ? [] : [`  usages: ${usages}`]),
    more,
  ].join('\n')

export interface Lab {
  readonly folder: string
  readonly ca: string
  kubectl(args: readonly string[], input?: string): Promise<Ran>
  openssl(...args: string[]): Promise<Ran>
  /** makes NAME.key and NAME.csr; gives the request in base64 */
  request(name: string, subject: string): Promise<string>
  /** a kubeconfig of a user that has this certificate (PEM) and the key NAME.key */
  kubeconfigOf(name: string, certificatePem: string, keyPem: string): string
  close(): Promise<void>
}

export const startLab = async (hints = true): Promise<Lab> => {
  const server = await createServer({ hints, caKeyType: 'p256' })
  const { url } = await server.listen()
  const folder = mkdtempSync(join(tmpdir(), 'csrlab-hints-'))
  const base = { server: url, caPem: server.authority.certificatePem }
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  write('ca.crt', server.authority.certificatePem)
  const admin = write(
    'kubeconfig',
    renderKubeconfig({ ...base, user: 'kubernetes-admin', credentials: server.admin }),
  )
  // not synchronous: the server that is asked lives in this process
  const run = (command: string, args: readonly string[], input = ''): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: folder,
        env: { ...process.env, KUBECONFIG: admin, HOME: folder },
      })
      let text = ''
      child.stdout.on('data', (chunk) => (text += chunk))
      child.stderr.on('data', (chunk) => (text += chunk))
      child.on('error', reject)
      child.on('close', (code) => resolve({ text, code }))
      // a command that reads nothing may be gone already
      child.stdin.on('error', () => undefined)
      child.stdin.end(input)
    })
  const openssl = (...args: string[]): Promise<Ran> => run('openssl', args)
  return {
    folder,
    ca: server.authority.certificatePem,
    kubectl: (args, input) => run('kubectl', args, input),
    openssl,
    request: async (name, subject) => {
      await openssl(
        'req',
        '-new',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-subj',
        subject,
        '-out',
        `${name}.csr`,
      )
      return (await run('base64', ['-w0', `${name}.csr`])).text
    },
    kubeconfigOf: (name, certificatePem, keyPem) =>
      write(
        `${name}.kubeconfig`,
        renderKubeconfig({ ...base, user: name, credentials: { certificatePem, keyPem } }),
      ),
    close: async () => {
      rmSync(folder, { recursive: true, force: true })
      await server.close()
    },
  }
}
