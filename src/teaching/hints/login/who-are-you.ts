import { SYSTEM_MASTERS } from '../../../apimachinery/user.ts'
import { fileOf, requestCommand } from '../commands.ts'
import type { LoginHint, ShownCertificate } from '../facts.ts'
import type { HintText } from '../hint.ts'
import { utcTime } from '../time.ts'

const certificateText = (shown: ShownCertificate): HintText | undefined => {
  const { commonName, organizations, notAfter, notBefore, issuer, problem } = shown
  const whose =
    commonName === '' ? 'the client certificate' : `the client certificate of ${commonName}`
  /** The API rejects CSRs for client certificates of {@link SYSTEM_MASTERS}. */
  const again = (mend: string): Pick<HintText, 'mend' | 'command'> =>
    organizations.includes(SYSTEM_MASTERS)
      ? { mend: 'Get a new kubeconfig from the cluster.' }
      : {
          mend,
          ...(commonName !== '' && {
            command: requestCommand(fileOf(commonName), { commonName, organizations }),
          }),
        }
  switch (problem) {
    case 'expired':
      return {
        text: `${whose} expired at ${utcTime(notAfter)}.`,
        ...again('Make a new request with the same key.'),
      }
    case 'not-yet-valid':
      return {
        text: `${whose} is valid only from ${utcTime(notBefore)} on.`,
        mend: 'Compare the clocks of this machine and of the one that signed the certificate.',
      }
    case 'unknown-ca':
      return {
        text: shown.sameIssuerName
          ? `${whose} was issued by another CA with the same name, ${issuer}, but another key.`
          : `${whose} was issued by ${issuer}, which is not the CA of this cluster.`,
        ...(shown.sameIssuerName && {
          why: 'It is the CA of another cluster, or of this one before it was recreated.',
        }),
        ...again(
          'Request a certificate here, or use the kubeconfig of the cluster that issued yours.',
        ),
      }
    case 'no-client-usage':
      return {
        text: `${whose} lacks the usage client auth.`,
        ...again(
          'Request one with usages: ["client auth"] and the signer kubernetes.io/kube-apiserver-client.',
        ),
      }
    default:
      return undefined
  }
}

/** TLS worked, but authentication failed. */
export const whoAreYou: LoginHint = {
  id: 'who-are-you',
  page: 'x509',
  says: ({ hasToken, certificate }) => {
    const hintText = certificate === undefined ? undefined : certificateText(certificate)
    if (hintText !== undefined) return { ...hintText, text: `TLS works, but ${hintText.text}` }
    return hasToken
      ? {
          text: 'TLS works, but the bearer token is unknown here or has expired.',
          mend: 'Find the entry in your kubeconfig that contains it.',
          command: 'kubectl config view --minify',
        }
      : undefined
  },
}
