import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { CERTIFICATES_GROUP } from '../../apis/certificates.ts'
import { base64Fault } from '../hints/base64-fault.ts'
import { ENCODE_TEXT, encodeCommand, fileOf } from '../hints/commands.ts'
import { notARequest } from '../hints/create/not-a-request.ts'
import { setByServer } from '../hints/create/set-by-server.ts'
import { sentences } from '../hints/hint.ts'
import { noNumberText } from '../hints/lifetime-words.ts'
import { REQUEST_HINTS } from '../hints/list.ts'
import { fieldsUnknown, similarField } from '../hints/request-fields.ts'
import { shellWord } from '../hints/shell.ts'
import { nameText, validRequestIn } from '../hints/key-of.ts'
import { usagesFor, usagesText } from '../hints/usages.ts'
import type { Findings } from './findings.ts'
import { text } from './kubeconfig-links.ts'
import { fileNameOf } from './file-kinds.ts'
import { offlineFacts } from './offline.ts'
import type { Remedy } from './report.ts'

/** Checks like the server's decoder, which ignores line breaks but not spaces. */
const isBase64 = (text: string): boolean => {
  const compact = text.replaceAll(/[\r\n]/g, '')
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact)
}

type Spec = Readonly<Record<string, unknown>>

export interface Manifest {
  readonly apiVersion?: unknown
  readonly kind?: unknown
  readonly metadata?: { readonly name?: unknown; readonly uid?: unknown } | null
  readonly spec?: Spec | null
}

const oldVersion = (apiVersion: string, source: string): Remedy & { text: string } => {
  const current = `${CERTIFICATES_GROUP}/v1`
  const why =
    apiVersion === `${CERTIFICATES_GROUP}/v1beta1`
      ? 'has not served since 1.22'
      : 'does not serve for requests'
  return apiVersion.startsWith(`${CERTIFICATES_GROUP}/`)
    ? {
        text: `apiVersion is ${apiVersion}, which Kubernetes ${why}. v1 also requires spec.signerName and spec.usages.`,
        command: `sed -i.bak ${shellWord(`s#${apiVersion.replaceAll(/[^\w/-]/g, '.')}#${current}#`)} ${shellWord(fileNameOf(source))}`,
      }
    : {
        text: `apiVersion is ${apiVersion === '' ? 'missing' : apiVersion}, and requests belong to ${current}.`,
        mend: `Write apiVersion: ${current}.`,
      }
}

const unknownFields = (findings: Findings, source: string, fields: readonly string[]): void => {
  for (const field of fields) {
    const meant = similarField(field)
    findings.problem({
      source,
      text: `unknown field ${JSON.stringify(field)}, which the server rejects.`,
      mend: meant === undefined ? `Remove ${field}.` : `Write ${meant}.`,
    })
  }
}

/** Returns misspelt fields by their right names, so that they are not also reported as missing. */
const meantSpec = (spec: Spec, unknown: readonly string[]): Spec =>
  Object.fromEntries(
    unknown.flatMap((field) => {
      const [from, to] = [field, similarField(field)].map(
        (path) => /^spec\.(\w+)$/.exec(path ?? '')?.[1],
      )
      return from === undefined || to === undefined ? [] : [[to, spec[from]]]
    }),
  )

export const addManifest = (findings: Findings, source: string, manifest: Manifest): void => {
  const spec = manifest.spec ?? {}
  const name = text(manifest.metadata?.name)
  const sent = text(spec['request'])
  const isEncoded = isBase64(sent)
  const unknown = fieldsUnknown(manifest)
  const meant = { ...meantSpec(spec, unknown), ...spec }
  const signerName = text(meant['signerName'])
  const given = meant['usages'] ?? []
  const isList = Array.isArray(given) && given.every((usage) => typeof usage === 'string')
  const usages = isList ? given : usagesFor(signerName).usages
  const csr = {
    ...manifest,
    metadata: { name },
    spec: { ...meant, request: sent, signerName, usages },
    status: {},
  } as unknown as CertificateSigningRequest
  const request = isEncoded ? validRequestIn(csr) : undefined
  const summary = `CertificateSigningRequest ${name}`
  if (request === undefined) findings.pieces.push({ source, kind: 'manifest', summary })
  else {
    const { publicKey, subject } = request
    findings.add(
      { source, what: 'request', spki: publicKey.spki, subject },
      `${summary} for ${nameText(subject)}`,
      'manifest',
    )
  }
  if (manifest.apiVersion !== `${CERTIFICATES_GROUP}/v1`)
    findings.problem({
      source,
      ...oldVersion(text(manifest.apiVersion), source),
      page: 'deprecation',
    })
  if (!isEncoded)
    findings.problem({
      source,
      text: `${base64Fault(sent)}. ${ENCODE_TEXT}`,
      command: encodeCommand(`${fileOf(name)}.csr`),
    })
  unknownFields(findings, source, unknown)
  if (!isList)
    findings.problem({
      source,
      text: `spec.usages must be a list of strings: write ${usagesText(signerName)}.`,
      page: 'signers',
    })
  const { expirationSeconds } = spec
  if (typeof expirationSeconds === 'string')
    findings.problem({ source, text: noNumberText(expirationSeconds), page: 'requests' })
  // the fields may be below a misspelt spec or indented too little; hints would call them missing
  if (manifest.spec === undefined && unknown.length > 0) return
  const facts = offlineFacts(csr, request)
  // an exported request holds what the server has set
  const isExported = manifest.metadata?.uid !== undefined
  for (const hint of isExported ? REQUEST_HINTS : [...REQUEST_HINTS, setByServer]) {
    if (hint === notARequest && !isEncoded) continue
    const hintText = hint.says(facts)
    if (hintText === undefined) continue
    const { command } = hintText
    findings.problem({
      source,
      text: sentences(hintText, 'full'),
      ...(command !== undefined && { command }),
      page: hint.page,
    })
  }
}
