/** Makes a user of a running cluster, as its administrator would: request, approval, certificate. */
import { setTimeout } from 'node:timers/promises'
import { type ApiAnswer, ask, type Connection } from '../../doctor/connection.ts'
import { CommandError } from '../../upkeep/command-options.ts'
import type { KubeconfigParts } from '../kubeconfig.ts'
import type { ServingFile } from './serving.ts'

const COLLECTION = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
const INTERVAL_MS = 20
const PATIENCE_MS = 30_000

export interface Wanted {
  readonly commonName: string
  /** the user's groups */
  readonly organizations: readonly string[]
}

interface CsrAnswer {
  readonly metadata: { readonly name: string }
  readonly status?: {
    readonly certificate?: string
    readonly conditions?: readonly { readonly type: string; readonly message?: string }[]
  }
}

/** As the administrator of a running cluster asks it. */
export const adminConnection = (
  { localUrl }: Pick<ServingFile, 'localUrl'>,
  { caPem, credentials }: KubeconfigParts,
): Connection => ({
  server: localUrl,
  ca: Buffer.from(caPem),
  certificate: 'token' in credentials ? undefined : Buffer.from(credentials.certificatePem),
  key: 'token' in credentials ? undefined : Buffer.from(credentials.keyPem),
  token: 'token' in credentials ? credentials.token : undefined,
  timeoutMs: PATIENCE_MS,
})

/** Throws CommandError with the server's words. */
const accepted = ({ code, body }: ApiAnswer): CsrAnswer => {
  if (code < 300) return body as unknown as CsrAnswer
  throw new CommandError(
    typeof body['message'] === 'string' ? body['message'] : `it answers ${code}`,
  )
}

/** Polls until the signer has done its part. Throws CommandError when it refuses. */
const issued = async (connection: Connection, url: string): Promise<string> => {
  for (let waited = 0; waited < PATIENCE_MS; waited += INTERVAL_MS) {
    const { status = {} } = accepted(await ask(connection, 'GET', url))
    if (status.certificate !== undefined)
      return Buffer.from(status.certificate, 'base64').toString()
    const failed = status.conditions?.find(({ type }) => type === 'Failed')
    if (failed !== undefined) throw new CommandError(failed.message ?? 'the signer refused it')
    await setTimeout(INTERVAL_MS)
  }
  throw new CommandError('the signer gives no certificate; is there a --signer-delay?')
}

/** Throws CommandError and ConnectionError. */
export const issueUser = async (
  serving: ServingFile,
  admin: KubeconfigParts,
  { commonName, organizations }: Wanted,
): Promise<{ certificatePem: string; keyPem: string }> => {
  const { makeRequest } = await import('../../ca/x509.ts')
  const connection = adminConnection(serving, admin)
  const { requestPem, keyPem } = await makeRequest({ commonName, organizations, keyType: 'p256' })
  const created = accepted(
    await ask(connection, 'POST', COLLECTION, {
      metadata: { generateName: 'csrlab-kubeconfig-' },
      spec: {
        request: Buffer.from(requestPem).toString('base64'),
        signerName: 'kubernetes.io/kube-apiserver-client',
        usages: ['client auth'],
      },
    }),
  )
  const url = `${COLLECTION}/${created.metadata.name}`
  try {
    const conditions = [{ type: 'Approved', status: 'True', reason: 'CsrlabKubeconfig' }]
    accepted(
      await ask(connection, 'PUT', `${url}/approval`, { ...created, status: { conditions } }),
    )
    return { certificatePem: await issued(connection, url), keyPem }
  } finally {
    await ask(connection, 'DELETE', url)
  }
}
