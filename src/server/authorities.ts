import { type ClusterTime, realTime } from '../apimachinery/clock.ts'
import {
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
  KUBE_APISERVER_CLIENT_SIGNER,
} from '../apis/certificates.ts'
import type { Entropy } from '../apimachinery/entropy.ts'
import {
  type CertificateAuthority,
  createCertificateAuthority,
  loadCertificateAuthority,
} from '../ca/authority.ts'
import { type Certificate, fingerprint, parseCertificatesPem } from '../ca/certificate.ts'
import { CaError, caError, X509Error } from '../ca/errors.ts'
import type { KeyType } from '../ca/keys.ts'
import type { Identity } from '../ca/identity.ts'
import { formatName } from '../ca/name.ts'
import { BUILT_IN_SIGNERS, type BuiltInSigner } from '../ca/signers.ts'
import { SIGNER_FLAGS } from './file-flags.ts'
import { readIdentity, writeIdentity } from './kept-identity.ts'
import { nameOf } from './option-names.ts'
import type { AuthorityOptions, AuthorityPem, ValidOptions } from './options.ts'
import { createOnce } from '../storage/create-once.ts'
import type { Settings } from '../storage/store.ts'

interface AuthorityParts {
  readonly settings: Pick<Settings, 'get' | 'change'>
  readonly clock: ClusterTime
  readonly entropy: Entropy
}

type Files = AuthorityOptions['files']

const namesOf = (files: Files, certificateFlag: string, keyFlag: string) => ({
  certificate: nameOf(files, certificateFlag),
  key: nameOf(files, keyFlag),
})

/**
 * Returns the earlier of the cluster's time and real time: a CA that has expired only on the
 * cluster's clock is loaded, so that users can test its expiry.
 */
const earliest = (clock: ClusterTime): number => Math.min(clock.now(), realTime(clock).now())

const load = (
  { clock, entropy }: Omit<AuthorityParts, 'settings'>,
  { certificate, key, passphrase }: AuthorityPem,
  names: { certificate: string; key: string; passphrase?: string },
): CertificateAuthority =>
  loadCertificateAuthority({
    certificatePem: certificate,
    keyPem: key,
    passphrase,
    names,
    now: earliest(clock),
    entropy,
  })

const loadRoot = (parts: AuthorityParts, ca: AuthorityPem, files: Files): CertificateAuthority =>
  load(parts, ca, {
    ...namesOf(files, 'ca-cert', 'ca-key'),
    passphrase:
      files?.['ca-key'] === undefined
        ? 'option ca.passphrase'
        : `--ca-key-passphrase-file ${files['ca-key-passphrase-file'] ?? ''}`.trimEnd(),
  })

/** Returns the stored CA: without its key if the user gave the CA, {} if there is none. */
const recall = (settings: AuthorityParts['settings']): Partial<Identity> => {
  const own = readIdentity(settings, 'ca')
  const given = settings.get('given-ca.crt')
  return own ?? (given ? { certificatePem: given.toString() } : {})
}

/** Compares name and key: a renewed CA verifies everything that its predecessor signed. */
const isSameAuthority = (a: Certificate, b: Certificate): boolean =>
  a.rawSubject.equals(b.rawSubject) && a.publicKey.spki.equals(b.publicKey.spki)

const describe = (certificate: Certificate): string =>
  `${formatName(certificate.subject)}, SHA-256 ${fingerprint(certificate.raw)}`

/**
 * Returns the given root CA, the stored one, or a new one. Stores only the certificate of a given
 * CA. Rejects with CaError if the given CA is not the cluster's, because the cluster's certificates
 * would become invalid. Also rejects if the cluster was created with a given CA, but none is given.
 */
export const rootAuthority = async (
  parts: AuthorityParts,
  keyType: KeyType,
  { ca, files }: Pick<AuthorityOptions, 'ca' | 'files'> = {},
): Promise<CertificateAuthority> => {
  const { settings, clock, entropy } = parts
  const given = ca && loadRoot(parts, ca, files)
  return createOnce(
    () => {
      const { certificatePem, keyPem } = recall(settings)
      if (certificatePem === undefined) return undefined
      const before = parseCertificatesPem(certificatePem)[0]!
      const elsewhere =
        'or start another cluster with a new --data-dir (in etcd, a new --etcd-prefix).'
      if (given === undefined) {
        if (keyPem !== undefined)
          return loadCertificateAuthority({ certificatePem, keyPem, now: earliest(clock), entropy })
        throw new CaError(
          `This cluster has the root CA that was given at its creation (${describe(before)}); give it again with --ca-cert and --ca-key, ${elsewhere}`,
        )
      }
      if (!isSameAuthority(before, given.certificate)) {
        const advice =
          keyPem === undefined
            ? 'give the CA of the cluster'
            : 'omit --ca-cert and --ca-key to keep the CA of the cluster'
        throw new CaError(
          `This cluster has another root CA (${describe(before)}) than ${nameOf(files, 'ca-cert')}; ${advice}, ${elsewhere}`,
        )
      }
      const isKept = keyPem !== undefined || certificatePem === given.certificatePem
      return isKept ? given : undefined
    },
    () => given ?? createCertificateAuthority({ clock, entropy, keyType }),
    (made) =>
      given === undefined
        ? writeIdentity(settings, 'ca', made)
        : settings.change({ 'given-ca.crt': Buffer.from(made.certificatePem) }),
  )
}

/**
 * Returns the signers that have their own CA, or all signers if none has its own. Returns [] if the
 * signing controller is disabled.
 */
export const runningSigners = ({
  authorities: { signerCas = {} },
  controllers,
}: Pick<ValidOptions, 'authorities' | 'controllers'>): readonly BuiltInSigner[] => {
  if (!controllers.has('certificatesigningrequest-signing-controller')) return []
  const own = BUILT_IN_SIGNERS.filter((signer) => signerCas[signer] !== undefined)
  return own.length > 0 ? own : BUILT_IN_SIGNERS
}

/**
 * Returns the CAs by signer: `signerCas` if there are any, else `signingCa` or `root` for all
 * signers. Throws CaError.
 */
export const signingAuthorities = (
  parts: Omit<AuthorityParts, 'settings'>,
  root: CertificateAuthority | undefined,
  { signingCa, signerCas = {}, files }: AuthorityOptions,
): ReadonlyMap<BuiltInSigner, CertificateAuthority> => {
  const own = BUILT_IN_SIGNERS.flatMap((signer) => {
    const pem = signerCas[signer]
    if (pem === undefined) return []
    const flag = `cluster-signing-${SIGNER_FLAGS[signer]}`
    const names = namesOf(files, `${flag}-cert-file`, `${flag}-key-file`)
    return [[signer, load(parts, pem, names)] as const]
  })
  if (own.length > 0) return new Map(own)
  const all =
    signingCa === undefined
      ? root
      : load(
          parts,
          signingCa,
          namesOf(files, 'cluster-signing-cert-file', 'cluster-signing-key-file'),
        )
  return new Map(BUILT_IN_SIGNERS.flatMap((signer) => (all ? [[signer, all]] : [])))
}

/** Returns the distinct certificates in PEM, the root's first. */
export const authorityPems = (
  root: CertificateAuthority | undefined,
  signers: ReadonlyMap<BuiltInSigner, CertificateAuthority>,
): string[] => [
  ...new Set([...(root ? [root] : []), ...signers.values()].map((one) => one.certificatePem)),
]

const clientBundle = (pem: string, name: string): Certificate[] => {
  let certificates: Certificate[]
  try {
    certificates = parseCertificatesPem(pem)
  } catch (error) {
    if (error instanceof X509Error) throw caError(`${name} cannot be read: ${error.message}.`)
    throw error
  }
  if (certificates.length === 0) throw caError(`${name} contains no PEM certificate.`)
  return certificates
}

/**
 * Signers whose certificates the API server must accept, according to Kubernetes' documentation.
 */
export const CLIENT_SIGNERS: readonly BuiltInSigner[] = [
  KUBE_APISERVER_CLIENT_SIGNER,
  KUBE_APISERVER_CLIENT_KUBELET_SIGNER,
]

/**
 * Returns the root CA, which issues the administrator's certificate, and the CAs of `clientCa`
 * (`--client-ca-file` of kube-apiserver); without `clientCa`, the root CA and the CAs of the client
 * signers. Throws CaError.
 */
export const clientAuthorities = (
  root: CertificateAuthority,
  signers: ReadonlyMap<BuiltInSigner, CertificateAuthority>,
  { clientCa, files }: AuthorityOptions,
): Certificate[] => {
  const more =
    clientCa === undefined
      ? CLIENT_SIGNERS.flatMap((signer) => signers.get(signer)?.certificate ?? [])
      : clientBundle(clientCa, nameOf(files, 'client-ca-file'))
  const byFingerprint = new Map(
    [root.certificate, ...more].map((certificate) => [fingerprint(certificate.raw), certificate]),
  )
  return [...byFingerprint.values()]
}
