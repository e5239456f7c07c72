import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { base64 } from '../../apimachinery/text/base64.ts'
import { parseGoDuration } from '../../apimachinery/duration.ts'
import { KUBE_APISERVER_CLIENT_SIGNER } from '../../apis/certificates.ts'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { type Requester, call } from '../../apiserver/client/call.ts'
import { renderKubeconfig } from '../../apiserver/client/kubeconfig.ts'
import { Objects } from '../../apiserver/client/objects.ts'
import { connectionAs, type MadeUser, makeUser } from './made-users.ts'
import { openAdmin, openClient } from './client.ts'
import { type FileTexts, writeGivenFiles } from './given-files.ts'
import type { Lab, SeedRequest, SeedUser } from './lab.ts'
import { LabProblem } from './lab-problem.ts'
import { adminOf, type LabServer, servingCaOf } from './lab-server.ts'
import { filledIn } from './template.ts'

/** User agent of the seed. */
const SEEDING = 'csrlab-seed'

const iso = (ms: number): string => new Date(ms).toISOString()

const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'

const setClock = (requester: Requester, body: object): Promise<unknown> =>
  call(requester, 'PUT', `${MANAGEMENT_PATH}/clock`, body)

const filesOf = (
  { files = {} }: SeedUser,
  made: MadeUser,
  server: LabServer,
): [string, string][] => {
  const { name, key, certificate } = made
  const texts = {
    key,
    certificate,
    kubeconfig: renderKubeconfig({
      server: server.url,
      caPem: servingCaOf(server),
      user: name,
      credentials: { certificatePem: certificate, keyPem: key },
    }),
  }
  return Object.entries(files).map(([part, path]) => [path, texts[part as keyof typeof texts]])
}

const makeRequest = async (
  request: SeedRequest,
  askerOf: (user: string | undefined) => Requester,
): Promise<void> => {
  const { makeRequest: make } = await import('../../ca/x509.ts')
  const { name, by, commonName, organizations = [], dns = [], ip = [] } = request
  const { signerName = KUBE_APISERVER_CLIENT_SIGNER, usages = ['client auth'] } = request
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
      request: base64(requestPem),
      signerName,
      usages,
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

/** `give` writes the lab's files once its users' files are known. */
const seedCluster = async (
  lab: Lab,
  server: LabServer,
  requester: Requester,
  known: FileTexts,
  now: () => number,
  give: (users: FileTexts) => Promise<void>,
): Promise<void> => {
  const { ago, manifests, users = [], requests = [] } = lab.seed
  const files: FileTexts = new Map()
  const made = new Map<string, MadeUser>()
  const before = ago === undefined ? undefined : now() - parseGoDuration(ago) * 1000
  if (before !== undefined) await setClock(requester, { time: iso(before), force: true })
  for (const user of users) {
    const { name, groups, lifetime } = user
    const one = await makeUser(requester, name, { groups, lifetime })
    made.set(name, one)
    for (const [file, text] of filesOf(user, one, server)) {
      files.set(file, text)
      known.set(file, text)
    }
  }
  await give(files)
  if (manifests !== undefined)
    await call(requester, 'POST', `${MANAGEMENT_PATH}/populate`, filledIn(manifests, known), {
      'content-type': 'application/yaml',
    })
  const clients = new Map<string, ReturnType<typeof openClient>>()
  const askerOf = (name: string | undefined): Requester => {
    if (name === undefined) return requester
    const connection = connectionAs(adminOf(server), made.get(name)!)
    const client = clients.get(name) ?? openClient(connection, SEEDING)
    clients.set(name, client)
    return client
  }
  try {
    for (const request of requests) await makeRequest(request, askerOf)
  } finally {
    for (const client of clients.values()) client.close()
  }
  if (before !== undefined) await setClock(requester, { time: iso(now()), running: true })
}

/**
 * Fills a lab's cluster and its working folder, which must be empty. Resolves with the length of
 * the audit log in bytes. Rejects with a LabProblem that contains the cluster's error.
 */
export const seedLab = async (
  lab: Lab,
  server: LabServer,
  folder: string,
  now: () => number,
): Promise<number> => {
  const known: FileTexts = new Map([
    ['cluster.server', server.url],
    ['cluster.ca', servingCaOf(server)],
  ])
  try {
    const give = (users: FileTexts): Promise<void> =>
      writeGivenFiles(lab, server, { folder, known, users, now: now() })
    const asker = openAdmin(server, SEEDING)
    try {
      await seedCluster(lab, server, asker, known, now, give)
    } finally {
      asker.close()
    }
  } catch (error) {
    if (error instanceof LabProblem || !(error instanceof Error)) throw error
    throw new LabProblem(
      `${join(lab.folder, 'lab.yaml')}: the server rejects the seed: ${error.message}`,
    )
  }
  // the log is written after a round of the event loop
  await setImmediate()
  await setImmediate()
  return (await stat(server.auditLog)).size
}
