import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../apimachinery/clock.ts'
import { base64 } from '../../apimachinery/text/base64.ts'
import { parseGoDuration } from '../../apimachinery/duration.ts'
import { KUBE_APISERVER_CLIENT_SIGNER } from '../../apis/certificates.ts'
import { MANAGEMENT_PATH } from '../../apiserver/extensions.ts'
import { type Requester, call } from '../../apiserver/client/call.ts'
import { renderKubeconfig } from '../../apiserver/client/kubeconfig.ts'
import { Objects } from '../../apiserver/client/objects.ts'
import { connectionAs, type MadeUser, makeUser } from './made-users.ts'
import { openAdmin, SEEDING, withClient } from './client.ts'
import { type FileTexts, writeGivenFile, writeGivenFiles } from './given-files.ts'
import type { Lab, SeedRequest, SeedUser } from './lab.ts'
import { LabProblem } from './lab-problem.ts'
import { adminOf, type LabServer } from './lab-server.ts'
import { filledIn } from './template.ts'

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
      caPem: server.servingCaPem,
      user: name,
      credentials: { certificatePem: certificate, keyPem: key },
    }),
  }
  return Object.entries(files).map(([part, path]) => [path, texts[part as keyof typeof texts]])
}

const makeRequest = async (
  request: SeedRequest,
  as: (user: string | undefined, task: (client: Requester) => Promise<unknown>) => Promise<unknown>,
): Promise<void> => {
  const { makeRequest: make } = await import('../../ca/new-request.ts')
  const { name, by, commonName, organizations = [], dns = [], ip = [], decide, decidedBy } = request
  const { signerName = KUBE_APISERVER_CLIENT_SIGNER, usages = ['client auth'] } = request
  const { requestPem } = await make({
    commonName,
    organizations,
    sans: { dns, ip },
    keyType: 'p256',
  })
  await as(by, (client) =>
    call(client, 'POST', REQUESTS, {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec: { request: base64(requestPem), signerName, usages },
    }),
  )
  if (decide === undefined) return
  const verb = decide === 'Approved' ? 'approve' : 'deny'
  await as(decidedBy, (client) =>
    new Objects(client).decide(name, {
      type: decide,
      reason: decide === 'Approved' ? 'KubectlApprove' : 'KubectlDeny',
      message: `This CSR was ${decide.toLowerCase()} by kubectl certificate ${verb}.`,
    }),
  )
}

/**
 * Fills a lab's cluster and empty working folder. Resolves with the size of the audit log in bytes.
 * Rejects with LabProblem.
 */
export const seedLab = async (
  lab: Lab,
  server: LabServer,
  folder: string,
  clock: Pick<Clock, 'now'>,
): Promise<number> => {
  const { ago, manifests, users = [], requests = [] } = lab.seed
  const known: FileTexts = new Map([
    ['cluster.server', server.url],
    ['cluster.ca', server.servingCaPem],
  ])
  // users' files, written once all users exist: if making a user fails, the folder stays empty
  const files: FileTexts = new Map()
  const made = new Map<string, MadeUser>()
  const admin = openAdmin(server, SEEDING)
  try {
    if (ago !== undefined) {
      const time = iso(clock.now() - parseGoDuration(ago) * 1000)
      await setClock(admin, { time, force: true })
    }
    for (const user of users) {
      const { name, groups, lifetime } = user
      const one = await makeUser(admin, name, { groups, lifetime })
      made.set(name, one)
      for (const [file, text] of filesOf(user, one, server)) {
        known.set(file, text)
        files.set(file, text)
      }
    }
    for (const [file, text] of files) writeGivenFile(folder, file, text)
    await writeGivenFiles(lab, server, { folder, known, now: clock.now() })
    if (manifests !== undefined)
      await call(admin, 'POST', `${MANAGEMENT_PATH}/populate`, filledIn(manifests, known), {
        'content-type': 'application/yaml',
      })
    for (const request of requests)
      await makeRequest(request, (name, task) =>
        name === undefined
          ? task(admin)
          : withClient(connectionAs(adminOf(server), made.get(name)!), task, SEEDING),
      )
    if (ago !== undefined) await setClock(admin, { time: iso(clock.now()), running: true })
  } catch (error) {
    if (error instanceof LabProblem || !(error instanceof Error)) throw error
    throw new LabProblem(
      `${join(lab.folder, 'lab.yaml')}: the server rejects the seed: ${error.message}`,
    )
  } finally {
    admin.close()
  }
  // the log is written after a round of the event loop
  await setImmediate()
  await setImmediate()
  return (await stat(server.auditLog)).size
}
