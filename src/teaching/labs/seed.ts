/** Brings a new cluster and an empty folder to where a lab begins. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parseGoDuration } from '../../apimachinery/duration.ts'
import { KUBE_APISERVER_CLIENT_SIGNER } from '../../apis/certificates.ts'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { type Asker, call, RequestRefused } from '../../apiserver/client/call.ts'
import { Objects } from '../../apiserver/client/objects.ts'
import type { MadeUser, MadeUsers } from './made-users.ts'
import { type Client, openClient, withClient } from './client.ts'
import { type Known, writeGivenFiles } from './given-files.ts'
import type { Lab, SeedRequest, SeedUser } from './lab.ts'
import { labKubeconfig } from './lab-kubeconfig.ts'
import { LabProblem } from './lab-problem.ts'
import { adminOf, type LabServer, servingCaOf } from './lab-server.ts'
import { filledIn } from './template.ts'

/** What the seed's own requests call themselves. */
const SEEDING = 'csrlab-seed'

const iso = (ms: number): string => new Date(ms).toISOString()

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

const manage = <T>(asker: Asker, method: 'POST' | 'PUT', path: string, body: object): Promise<T> =>
  call<T>(asker, method, `${MANAGEMENT_PATH}${path}`, body)

/** Documents of YAML go as they are. */
const populate = async (client: Client, text: string): Promise<void> => {
  const type = { 'content-type': 'application/yaml' }
  const answer = await client.send('POST', `${MANAGEMENT_PATH}/populate`, text, type)
  if (answer.code >= 300) throw new RequestRefused(answer, 'populate')
}

const userDocument = ({ name, groups = [], lifetime }: SeedUser): object => ({
  apiVersion: 'csrlab/v1',
  kind: 'User',
  metadata: { name },
  spec: { groups, ...(lifetime !== undefined && { lifetime }) },
})

const makeUser = async (asker: Asker, user: SeedUser): Promise<MadeUser> => {
  const { users } = await manage<MadeUsers>(asker, 'POST', '/populate', userDocument(user))
  return users[0]!
}

const filesOf = (
  { files = {} }: SeedUser,
  made: MadeUser,
  server: LabServer,
): [string, string][] => {
  const { name, key, certificate } = made
  const texts = {
    key,
    certificate,
    kubeconfig: labKubeconfig(server, { name, certificatePem: certificate, keyPem: key }),
  }
  return (['key', 'certificate', 'kubeconfig'] as const).flatMap((part): [string, string][] => {
    const path = files[part]
    return path === undefined ? [] : [[path, texts[part]]]
  })
}

const makeRequest = async (
  request: SeedRequest,
  askerOf: (user: string | undefined) => Asker,
): Promise<void> => {
  const { makeRequest: make } = await import('../../ca/x509.ts')
  const { name, by, commonName, organizations = [], dns = [], ip = [] } = request
  const {
    signerName = KUBE_APISERVER_CLIENT_SIGNER,
    usages = ['client auth'],
    expirationSeconds,
  } = request
  const { requestPem } = await make({
    commonName,
    organizations,
    sans: { dns, ip },
    keyType: 'p256',
  })
  await call(askerOf(by), 'POST', REQUESTS, {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: {
      request: Buffer.from(requestPem).toString('base64'),
      signerName,
      usages,
      ...(expirationSeconds !== undefined && { expirationSeconds }),
    },
  })
  if (request.decide === undefined) return
  const verb = request.decide === 'Approved' ? 'approve' : 'deny'
  await new Objects(askerOf(request.decidedBy)).decide(name, {
    type: request.decide,
    reason: request.decide === 'Approved' ? 'KubectlApprove' : 'KubectlDeny',
    message: `This CSR was ${request.decide.toLowerCase()} by kubectl certificate ${verb}.`,
  })
}

/** In the cluster. `give` writes the files of the lab, once those of its users are known. */
const seedCluster = async (
  lab: Lab,
  server: LabServer,
  asker: Client,
  known: Known,
  now: () => number,
  give: (users: Known) => Promise<void>,
): Promise<void> => {
  const { ago, manifests, users = [], requests = [], faults = [] } = lab.seed
  const files: Known = new Map()
  const made = new Map<string, MadeUser>()
  const before = ago === undefined ? undefined : now() - parseGoDuration(ago) * 1000
  if (before !== undefined) await manage(asker, 'PUT', '/clock', { time: iso(before), force: true })
  for (const user of users) {
    const one = await makeUser(asker, user)
    made.set(user.name, one)
    for (const [name, text] of filesOf(user, one, server)) {
      files.set(name, text)
      known.set(name, text)
    }
  }
  await give(files)
  if (manifests !== undefined) await populate(asker, filledIn(manifests, known))
  const clients = new Map<string, ReturnType<typeof openClient>>()
  const askerOf = (name: string | undefined): Asker => {
    if (name === undefined) return asker
    const { certificate, key } = made.get(name)!
    const connection = {
      ...adminOf(server),
      token: undefined,
      certificate: Buffer.from(certificate),
      key: Buffer.from(key),
    }
    const client = clients.get(name) ?? openClient(connection, { userAgent: SEEDING })
    clients.set(name, client)
    return client
  }
  try {
    for (const request of requests) await makeRequest(request, askerOf)
  } finally {
    for (const client of clients.values()) client.close()
  }
  if (before !== undefined)
    await manage(asker, 'PUT', '/clock', { time: iso(now()), running: true })
  for (const fault of faults) await manage(asker, 'POST', '/faults', fault)
}

/**
 * Resolves with how long the audit log is then, in bytes. `folder`: is there, and empty. Rejects with LabProblem for what the cluster
 * refuses, in its words.
 */
export const seedLab = async (
  lab: Lab,
  server: LabServer,
  folder: string,
  now: () => number,
): Promise<number> => {
  const known: Known = new Map([
    ['cluster.server', server.url],
    ['cluster.ca', servingCaOf(server)],
  ])
  try {
    const give = (users: Known): Promise<void> =>
      writeGivenFiles(lab, server, { folder, known, users, now: now() })
    await withClient(
      adminOf(server),
      (asker) => seedCluster(lab, server, asker, known, now, give),
      { userAgent: SEEDING },
    )
  } catch (error) {
    if (error instanceof LabProblem || !(error instanceof Error)) throw error
    throw new LabProblem(`${join(lab.folder, 'lab.yaml')}: the seed is refused: ${error.message}`)
  }
  return statSync(server.auditLog).size
}
