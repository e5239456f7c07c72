import { randomBytes, randomUUID } from 'node:crypto'
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { adminEntry, CLUSTER_NAME, renderKubeconfig } from '../../apiserver/client/kubeconfig.ts'
import { parseCertificateRequestPem } from '../../ca/request.ts'
import { exportKey, generateKey, loadKey } from '../../ca/keys.ts'
import { encodePem } from '../../ca/pem.ts'
import type { Lab, LabFile } from './lab.ts'
import { LabProblem } from './lab-problem.ts'
import type { LabServer } from './lab-server.ts'
import { KUBECONFIG } from './login.ts'
import { filledIn } from './template.ts'

const YEAR_MS = 365 * 24 * 3_600_000
const MINUTE_MS = 60_000
const SIGNED_SECONDS = 30 * 24 * 3600

/** By file name, or by a name such as `cluster.ca`. */
export type FileTexts = Map<string, string>

const textIn = (known: FileTexts, file: string): string => {
  const text = known.get(file)
  if (text === undefined) throw new Error(`there is no file ${file} above`)
  return text
}

const keyIn = (known: FileTexts, file: string): ReturnType<typeof loadKey> =>
  loadKey(textIn(known, file))

const signed = async (
  { request, authority, key }: NonNullable<LabFile['certificate']>,
  known: FileTexts,
  now: number,
): Promise<string> => {
  const { loadCertificateAuthority } = await import('../../ca/authority.ts')
  const ca = loadCertificateAuthority({
    certificatePem: textIn(known, authority),
    keyPem: textIn(known, key),
    now,
    entropy: { bytes: randomBytes, uuid: randomUUID },
  })
  return ca.issueForRequest({
    csr: parseCertificateRequestPem(textIn(known, request)),
    usages: ['digital signature', 'server auth'],
    durationSeconds: SIGNED_SECONDS,
    now,
  })
}

const textOf = async (
  file: LabFile,
  server: LabServer,
  known: FileTexts,
  now: number,
): Promise<string> => {
  const { text, key, request, authority, certificate, cluster } = file
  if (text !== undefined) return filledIn(text, known)
  if (key !== undefined) return exportKey(await generateKey(key))
  if (request !== undefined) {
    const { makeRequest } = await import('../../ca/new-request.ts')
    const { commonName, organizations = [], dns = [], ip = [] } = request
    const made = await makeRequest({
      commonName,
      organizations,
      sans: { dns, ip },
      key: keyIn(known, request.key),
    })
    return made.requestPem
  }
  if (authority !== undefined) {
    const { selfSignedRoot } = await import('../../ca/issue.ts')
    const begin = Math.floor((now - MINUTE_MS) / 1000) * 1000
    const der = await selfSignedRoot({
      key: keyIn(known, authority.key),
      commonName: authority.commonName,
      notBefore: begin,
      notAfter: begin + 10 * YEAR_MS,
      serial: randomBytes(8),
    })
    return encodePem('CERTIFICATE', der)
  }
  if (certificate !== undefined) return signed(certificate, known, now)
  return cluster === 'ca' ? server.caPem : server.caKeyPem
}

const OWNER_ONLY = 0o600

/** Only the owner may read a file with a private key. Throws the system's error. */
export const writeGivenFile = (folder: string, name: string, text: string): void => {
  const path = join(folder, name)
  const isSecret = text.includes('PRIVATE KEY') || text.includes('client-key-data')
  writeFileSync(path, text, isSecret ? { mode: OWNER_ONLY } : {})
  // an existing file keeps its mode
  if (isSecret) chmodSync(path, OWNER_ONLY)
}

/**
 * Replaces `{{ }}` by values from `known`, and adds the text of each file to `known`. Rejects with
 * LabProblem, or with the system's error if the kubeconfig or a link cannot be written.
 */
export const writeGivenFiles = async (
  lab: Lab,
  server: LabServer,
  {
    folder,
    known,
    now,
  }: { readonly folder: string; readonly known: FileTexts; readonly now: number },
): Promise<void> => {
  if (!(KUBECONFIG in lab.files))
    writeGivenFile(
      folder,
      KUBECONFIG,
      renderKubeconfig({
        server: server.url,
        caPem: server.servingCaPem,
        user: adminEntry(CLUSTER_NAME),
        credentials: server.admin,
      }),
    )
  for (const [name, file] of Object.entries(lab.files)) {
    if (file.cluster === 'audit-log') {
      symlinkSync(server.auditLog, join(folder, name))
      continue
    }
    try {
      const text = await textOf(file, server, known, now)
      known.set(name, text)
      writeGivenFile(folder, name, text)
    } catch (error) {
      throw new LabProblem(
        `${join(lab.folder, 'lab.yaml')}: files.${name} cannot be made: ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }
}
