/** A kubeconfig: from the current context to its cluster and its user, and whether the two fit. */
import { certificateSignatureProblem, fingerprint, type Certificate } from '../ca/certificate.ts'
import { X509Error } from '../ca/errors.ts'
import { OID } from '../ca/oid.ts'
import { materialOf } from '../hints/material.ts'
import { nearest } from '../hints/nearest.ts'
import { PAGES } from '../hints/pages.ts'
import { shellWord } from '../hints/shell.ts'
import type { Findings } from './findings.ts'
import { addPem, nameText } from './pem.ts'

interface Named {
  readonly name?: unknown
  readonly [key: string]: unknown
}

export interface Kubeconfig {
  readonly 'current-context'?: unknown
  readonly clusters?: readonly Named[] | null
  readonly contexts?: readonly Named[] | null
  readonly users?: readonly Named[] | null
}

/** What a kubeconfig refers to: bytes of a file, undefined when it is not there. */
export type ReadFile = (path: string) => Buffer | undefined

type Fields = Readonly<Record<string, unknown>>

interface Walk {
  readonly findings: Findings
  readonly source: string
  readonly readFile: ReadFile
  readonly now: number
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {}
const listOf = (value: unknown): Named[] => (Array.isArray(value) ? (value as Named[]) : [])

const broken = ({ findings, source }: Walk, said: string, mend: string): undefined => {
  findings.problem({ source, text: said, mend, page: PAGES.kubeconfig })
  return undefined
}

/** The entry of that name, or the broken link. `what`: `cluster`; `by`: who names it. */
const follow = (
  walk: Walk,
  entries: readonly Named[],
  what: string,
  name: string,
  by: string,
): Fields | undefined => {
  const entry = entries.find((one) => one.name === name)
  if (entry !== undefined) return fieldsOf(entry[what])
  const names = entries.map((one) => text(one.name))
  const meant = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined)
  const there = names.length === 0 ? `it has no ${what} at all` : `it has ${names.join(', ')}`
  const mend =
    meant === undefined
      ? `Add the ${what} ${name}: kubectl config set-${what === 'user' ? 'credentials' : what} ${shellWord(name)} …`
      : what === 'context'
        ? `kubectl config use-context ${shellWord(meant)}`
        : `kubectl config set-context --current --${what}=${shellWord(meant)}`
  return broken(walk, `${by} names the ${what} ${name}, which is not in the file: ${there}.`, mend)
}

/** The bytes of a credential: given inline in base64, or as a path. Undefined when it is not given or cannot be read. */
const credential = (
  walk: Walk,
  owner: string,
  fields: Fields,
  name: string,
): Buffer | undefined => {
  const data = text(fields[`${name}-data`])
  if (data !== '') {
    const bytes = Buffer.from(data, 'base64')
    if (materialOf(bytes).kind !== 'base64') return bytes
    return broken(
      walk,
      `${name}-data of ${owner} is encoded twice: what is inside is base64 once more.`,
      `Decode the file first (base64 -d < FILE > FILE.pem), then give it to kubectl config with --embed-certs=true.`,
    )
  }
  const path = text(fields[name])
  if (path === '') return undefined
  const bytes = walk.readFile(path)
  if (bytes !== undefined) return bytes
  return broken(
    walk,
    `${name} of ${owner} is the file ${path}, which is not there.`,
    'Name the right file, or embed it: kubectl config … --embed-certs=true',
  )
}

const certificatesIn = (walk: Walk, place: string, bytes: Buffer | undefined): Certificate[] => {
  if (bytes === undefined) return []
  const before = walk.findings.certificates.length
  if (!addPem(walk.findings, place, bytes, walk.now)) {
    const twice = materialOf(bytes).kind === 'base64'
    broken(
      walk,
      `${place} is ${twice ? 'base64 text' : 'no PEM text'} and not a certificate.`,
      twice
        ? 'Decode it first: base64 -d < FILE > FILE.pem'
        : 'Give it a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----.',
    )
  }
  return walk.findings.certificates.slice(before).map(({ of }) => of)
}

const caText = (certificate: Certificate): string =>
  `${nameText(certificate.subject)} (SHA-256 ${fingerprint(certificate.raw).slice(0, 16)})`

/** k3s and its kin sign clients with another CA than servers. */
const hasClientAuthority = ({ issuer }: Certificate): boolean =>
  issuer.commonName.includes('-client-ca')

const isSignedBy = (certificate: Certificate, authority: Certificate): boolean =>
  certificate.rawIssuer.equals(authority.rawSubject) &&
  certificateSignatureProblem(certificate, authority) === undefined

const checkIssuer = (
  walk: Walk,
  user: string,
  certificate: Certificate,
  authorities: readonly Certificate[],
): void => {
  if (authorities.length === 0 || hasClientAuthority(certificate)) return
  if (authorities.some((authority) => isSignedBy(certificate, authority))) {
    walk.findings.relations.push(`The certificate of ${user} was signed by the CA of the cluster.`)
    return
  }
  broken(
    walk,
    `the certificate of ${user} was issued by ${nameText(certificate.issuer)}, and the CA of the cluster in this file is ${authorities.map(caText).join(', ')}` +
      (authorities.some(({ rawSubject }) => rawSubject.equals(certificate.rawIssuer))
        ? ': the same name, but another key.'
        : '.'),
    'Request a certificate from this cluster, or point the context to the cluster that issued it: kubectl config set-context --current --cluster=NAME',
  )
}

const checkUser = (
  walk: Walk,
  name: string,
  user: Fields,
  authorities: readonly Certificate[],
): void => {
  const { findings, source } = walk
  const place = `${source} [user ${name}`
  const [certificate] = certificatesIn(
    walk,
    `${place}, certificate]`,
    credential(walk, name, user, 'client-certificate'),
  )
  const keyBytes = credential(walk, name, user, 'client-key')
  const keysBefore = findings.keys.length
  if (keyBytes !== undefined) addPem(findings, `${place}, key]`, keyBytes, walk.now)
  const key = findings.keys[keysBefore]?.of
  if (certificate !== undefined && key !== undefined && !key.equals(certificate.publicKey.spki)) {
    broken(
      walk,
      `the key and the certificate of ${name} do not belong together: the certificate is for another key.`,
      `Use the key that made the request: kubectl config set-credentials ${shellWord(name)} --client-certificate=FILE.crt --client-key=FILE.key --embed-certs=true`,
    )
  }
  if (certificate !== undefined) {
    checkIssuer(walk, name, certificate, authorities)
    const usages = certificate.extKeyUsage ?? []
    if (
      usages.length > 0 &&
      !usages.includes(OID.clientAuth) &&
      !usages.includes(OID.anyExtendedKeyUsage)
    ) {
      broken(
        walk,
        `the certificate of ${name} is not made for clients: it lacks the usage client auth.`,
        'Request one with usages: ["client auth"] and the signer kubernetes.io/kube-apiserver-client.',
      )
    }
  }
  const others = ['token', 'tokenFile', 'exec', 'auth-provider', 'username']
  const hasOther = others.some((field) => user[field] !== undefined)
  if (hasOther)
    findings.pieces.push({
      source: `${place}]`,
      kind: 'other',
      summary: 'logs in with a token, a password or a program',
    })
  const given = (field: string): boolean => text(user[field]) + text(user[`${field}-data`]) !== ''
  if (hasOther) return
  if (!given('client-certificate') && !given('client-key')) {
    broken(
      walk,
      `the user ${name} has neither certificate nor token, so nobody logs in.`,
      `kubectl config set-credentials ${shellWord(name)} --client-certificate=FILE.crt --client-key=FILE.key --embed-certs=true`,
    )
  } else if (!given('client-key') || !given('client-certificate')) {
    const lacking = given('client-key') ? 'certificate' : 'key'
    broken(
      walk,
      `the user ${name} has no client-${lacking}, and needs both.`,
      `kubectl config set-credentials ${shellWord(name)} --client-${lacking}=FILE --embed-certs=true`,
    )
  }
}

const checkCluster = (walk: Walk, name: string, cluster: Fields): Certificate[] => {
  const server = text(cluster['server'])
  if (!/^https?:\/\/[^/]+/.test(server)) {
    broken(
      walk,
      server === ''
        ? `the cluster ${name} has no server, so kubectl asks localhost:8080.`
        : `the server of the cluster ${name} is ${server}, which is no https:// address.`,
      `kubectl config set-cluster ${shellWord(name)} --server=https://ADDRESS:6443`,
    )
  }
  return certificatesIn(
    walk,
    `${walk.source} [cluster ${name}, CA]`,
    credential(walk, name, cluster, 'certificate-authority'),
  )
}

/** Notes a kubeconfig, and the first broken link of each chain from its current context on. */
export const addKubeconfig = (
  findings: Findings,
  source: string,
  config: Kubeconfig,
  readFile: ReadFile,
  now: number,
): void => {
  const walk = { findings, source, readFile, now }
  const current = text(config['current-context'])
  findings.pieces.push({
    source,
    kind: 'kubeconfig',
    summary: `kubeconfig, ${current === '' ? 'no current context' : `current context ${current}`}`,
  })
  const contexts = listOf(config.contexts)
  if (current === '') {
    const [first] = contexts
    broken(
      walk,
      'no current-context is set, so kubectl asks localhost:8080.',
      first === undefined
        ? 'kubectl config set-context NAME --cluster=CLUSTER --user=USER && kubectl config use-context NAME'
        : `kubectl config use-context ${shellWord(text(first.name))}`,
    )
    return
  }
  const context = follow(walk, contexts, 'context', current, 'current-context')
  if (context === undefined) return
  const [clusterName, userName] = [text(context['cluster']), text(context['user'])]
  const link = (what: 'cluster' | 'user', name: string): Fields | undefined =>
    name === ''
      ? broken(
          walk,
          `the context ${current} names no ${what}.`,
          `kubectl config set-context ${shellWord(current)} --${what}=NAME`,
        )
      : follow(
          walk,
          listOf(what === 'cluster' ? config.clusters : config.users),
          what,
          name,
          `the context ${current}`,
        )
  const cluster = link('cluster', clusterName)
  const user = link('user', userName)
  findings.inKubeconfig = true
  try {
    const authorities = cluster === undefined ? [] : checkCluster(walk, clusterName, cluster)
    if (user !== undefined) checkUser(walk, userName, user, authorities)
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    broken(walk, `a certificate in it cannot be read: ${error.message}.`, 'Fetch it again.')
  } finally {
    findings.inKubeconfig = false
  }
}
