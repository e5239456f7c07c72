/** Manifests of CertificateSigningRequests: what the server would say, and what it would not. */
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { CERTIFICATES_GROUP } from '../../apis/certificates.ts'
import { X509Error } from '../../ca/errors.ts'
import type { CertificateRequest } from '../../ca/csr.ts'
import { parseRequest, requestProblem } from '../../ca/parsed-request.ts'
import { base64Fault } from '../hints/base64-fault.ts'
import { ENCODE_TEXT, encodeCommand } from '../hints/commands.ts'
import { notARequest } from '../hints/create/not-a-request.ts'
import { sentences } from '../hints/hint.ts'
import { noNumberText } from '../hints/lifetime-words.ts'
import { REQUEST_HINTS } from '../hints/list.ts'
import { fieldsUnknown, meantField } from '../hints/request-fields.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import { keyFingerprint } from '../hints/key-of.ts'
import { fileOf } from '../hints/file-name.ts'
import type { Findings } from './findings.ts'
import { fileNameOf } from './file-names.ts'
import { offlineFacts } from './offline.ts'
import { nameText } from './pem.ts'
import type { Remedy } from './report.ts'

/** As the server decodes bytes in JSON: line breaks are passed over, blanks are not. */
const isBase64 = (text: string): boolean => {
  const compact = text.replaceAll(/[\r\n]/g, '')
  return compact.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(compact)
}

const readable = (request: string): CertificateRequest | undefined => {
  if (requestProblem(request) !== undefined) return undefined
  try {
    return parseRequest(request)
  } catch (error) {
    if (error instanceof X509Error) return undefined
    throw error
  }
}

export interface Manifest {
  readonly apiVersion?: unknown
  readonly kind?: unknown
  readonly metadata?: { readonly name?: unknown } | null
  readonly spec?: Record<string, unknown> | null
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `source`: the file, and the place in it when it holds several manifests. */
const oldVersion = (apiVersion: string, source: string): Remedy & { text: string } => {
  const current = `${CERTIFICATES_GROUP}/v1`
  return apiVersion.startsWith(`${CERTIFICATES_GROUP}/`)
    ? {
        text: `apiVersion is ${apiVersion}, which Kubernetes has not served since 1.22. v1 asks for spec.signerName and spec.usages as well.`,
        command: `sed -i.bak ${shellWord(`s#${apiVersion.replaceAll(/[^\w/-]/g, '.')}#${current}#`)} ${shellWord(fileNameOf(source))}`,
      }
    : {
        text: `apiVersion is ${apiVersion === '' ? 'missing' : apiVersion}, and requests belong to ${current}.`,
        mend: `Write apiVersion: ${current}.`,
      }
}

/** Notes the fields that a request does not have and the server refuses. */
const unknownFields = (findings: Findings, source: string, fields: readonly string[]): void => {
  for (const field of fields) {
    const meant = meantField(field)
    findings.problem({
      source,
      text: `unknown field ${JSON.stringify(field)}, which the server refuses.`,
      mend: meant === undefined ? `Take ${field} out.` : `Write ${meant}.`,
      page: PAGES.tutorial,
    })
  }
}

/** Notes a manifest, and what is wrong with it. */
export const addManifest = (findings: Findings, source: string, manifest: Manifest): void => {
  const spec = manifest.spec ?? {}
  const name = text(manifest.metadata?.name)
  const sent = text(spec['request'])
  const request = isBase64(sent) ? readable(sent) : undefined
  if (request !== undefined) findings.addRequest(source, request)
  findings.pieces.push({
    source,
    kind: 'manifest',
    summary: `CertificateSigningRequest ${name}${request === undefined ? '' : ` for ${nameText(request.subject)}`}`,
    ...(request === undefined ? {} : { key: keyFingerprint(request.publicKey.spki) }),
  })
  if (manifest.apiVersion !== `${CERTIFICATES_GROUP}/v1`) {
    findings.problem({
      source,
      ...oldVersion(text(manifest.apiVersion), source),
      page: PAGES.deprecation,
    })
  }
  if (!isBase64(sent)) {
    const file = fileOf(name)
    findings.problem({
      source,
      text: `${base64Fault(sent)}. ${ENCODE_TEXT}`,
      command: encodeCommand(`${file}.csr`),
      page: PAGES.tutorial,
    })
  }
  const unknown = fieldsUnknown(manifest)
  unknownFields(findings, source, unknown)
  const { expirationSeconds } = spec
  if (typeof expirationSeconds === 'string') {
    findings.problem({
      source,
      text: noNumberText(expirationSeconds),
      page: PAGES.requests,
    })
  }
  // what stands in a spec that is spelt otherwise is not missing
  if (manifest.spec === undefined && unknown.length > 0) return
  // a field that is spelt otherwise is not missing besides
  const meant = Object.fromEntries(
    unknown.flatMap((field) => {
      const [from, to] = [field, meantField(field)].map(
        (path) => /^spec\.(\w+)$/.exec(path ?? '')?.[1],
      )
      return from === undefined || to === undefined ? [] : [[to, spec[from]]]
    }),
  )
  const csr = {
    ...manifest,
    metadata: { name },
    spec: { ...meant, ...spec, request: sent },
    status: {},
  } as unknown as CertificateSigningRequest
  const facts = offlineFacts(csr, request)
  for (const hint of REQUEST_HINTS) {
    if (hint === notARequest && !isBase64(sent)) continue
    const said = hint.says(facts)
    if (said === undefined) continue
    const { command } = said
    const text = sentences(said, 'full')
    findings.problem({ source, text, ...(command !== undefined && { command }), page: hint.page })
  }
}
