import { fingerprint, isSignedBy, type Certificate } from '../../ca/certificate.ts'
import { OID } from '../../ca/oid.ts'
import { keyFingerprint, nameText } from '../hints/key-of.ts'
import {
  broken,
  addedCertificates,
  credential,
  type KubeconfigFields,
  text,
  userCommand,
  type KubeconfigWalk,
} from './kubeconfig-links.ts'
import { addPem } from './pem.ts'

const caText = (certificate: Certificate): string =>
  `${nameText(certificate.subject)} (SHA-256 ${fingerprint(certificate.raw).slice(0, 16)})`

/** Some clusters, such as k3s, have a separate CA for clients. */
const hasClientAuthority = ({ issuer }: Certificate): boolean =>
  issuer.commonName.includes('-client-ca')

export const checkUserIn = (
  walk: KubeconfigWalk,
  { user, cluster }: { readonly user: string; readonly cluster: string },
  certificate: Certificate,
  authorities: readonly Certificate[],
): void => {
  if (authorities.length === 0 || hasClientAuthority(certificate)) return
  if (authorities.some((authority) => isSignedBy(certificate, authority))) {
    walk.findings.relation(`The certificate of ${user} was signed by the CA of ${cluster}.`)
    return
  }
  broken(
    walk,
    `the certificate of ${user} was issued by ${nameText(certificate.issuer)}, and the CA of the cluster in this file is ${authorities.map(caText).join(', ')}` +
      (authorities.some(({ rawSubject }) => rawSubject.equals(certificate.rawIssuer))
        ? ': the same name, but another key.'
        : '.'),
    { mend: 'Request a certificate from this cluster, or use the cluster that issued it.' },
    `issuer ${fingerprint(certificate.raw)}`,
  )
}

/** Checks a user; returns their certificate, if there is a readable one. */
export const checkUser = (
  walk: KubeconfigWalk,
  name: string,
  user: KubeconfigFields,
): Certificate | undefined => {
  const { findings, source } = walk
  const place = `${source} [user ${name}`
  const [certificate] = addedCertificates(
    walk,
    `${place}, certificate]`,
    credential(walk, name, user, 'client-certificate'),
  )
  const keyBytes = credential(walk, name, user, 'client-key')
  const before = findings.things.length
  if (keyBytes !== undefined) addPem(findings, `${place}, key]`, keyBytes)
  const key = findings.things.slice(before).find(({ what }) => what === 'key')?.spki
  if (certificate !== undefined && key !== undefined && !key.equals(certificate.publicKey.spki)) {
    broken(
      walk,
      `the key and the certificate of ${name} do not match: the certificate is for another key.`,
      {
        mend: 'Use the key that made the request.',
        command: userCommand(walk, name),
      },
      `key ${keyFingerprint(certificate.publicKey.spki)}`,
    )
  }
  if (certificate !== undefined) {
    const usages = certificate.extKeyUsage ?? []
    if (
      usages.length > 0 &&
      !usages.includes(OID.clientAuth) &&
      !usages.includes(OID.anyExtendedKeyUsage)
    ) {
      broken(walk, `the certificate of ${name} lacks the usage client auth.`, {
        mend: 'Request one with usages: ["client auth"] and the signer kubernetes.io/kube-apiserver-client.',
      })
    }
  }
  const others = ['token', 'tokenFile', 'exec', 'auth-provider', 'username']
  if (others.some((field) => user[field] !== undefined)) {
    findings.pieces.push({
      source: `${place}]`,
      kind: 'other',
      summary: 'logs in with a token, a password or a program',
    })
    return certificate
  }
  const lacking = (['certificate', 'key'] as const).filter(
    (part) => text(user[`client-${part}`]) + text(user[`client-${part}-data`]) === '',
  )
  if (lacking.length > 0)
    broken(
      walk,
      lacking.length === 2
        ? `the user ${name} has neither certificate nor token, so it cannot log in.`
        : `the user ${name} has no client-${lacking[0]}; a login needs a certificate and its key.`,
      { command: userCommand(walk, name, lacking) },
    )
  return certificate
}
