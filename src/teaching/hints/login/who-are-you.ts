import { SYSTEM_MASTERS } from '../../../apimachinery/user.ts'
import { requestCommand } from '../commands.ts'
import type { LoginHint, ShownCertificate } from '../facts.ts'
import { fileOf } from '../file-name.ts'
import type { Said } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { moment } from '../time.ts'

const certificateText = (shown: ShownCertificate): Said | undefined => {
  const { commonName, organizations, notAfter, notBefore, issuer, problem } = shown
  const whose =
    commonName === ''
      ? 'the certificate that you showed'
      : `the certificate of ${commonName} that you showed`
  /** No request yields a certificate for {@link SYSTEM_MASTERS}. */
  const again = (mend: string): Pick<Said, 'mend' | 'command'> =>
    organizations.includes(SYSTEM_MASTERS)
      ? { mend: `Take the kubeconfig anew that the cluster writes for ${commonName}.` }
      : {
          mend,
          ...(commonName !== '' && {
            command: requestCommand(fileOf(commonName), { commonName, organizations }),
          }),
        }
  switch (problem) {
    case 'expired':
      return {
        text: `${whose} expired at ${moment(notAfter)}.`,
        ...again('Make a new request with the same key.'),
      }
    case 'not-yet-valid':
      return {
        text: `${whose} is valid only from ${moment(notBefore)} on.`,
        mend: 'Compare the clocks of this machine and of the one that signed it.',
      }
    case 'unknown-ca':
      return {
        text: shown.sameIssuerName
          ? `${whose} was issued by another CA that is called ${issuer} too, but has another key.`
          : `${whose} was issued by ${issuer}, which is not the CA of this cluster.`,
        ...(shown.sameIssuerName && {
          why: 'That of another cluster, or of this one before it was made anew.',
        }),
        ...again('Request a certificate here, or use the kubeconfig of its own cluster.'),
      }
    case 'no-client-usage':
      return {
        text: `${whose} is not made for clients: it lacks the usage client auth.`,
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
  page: PAGES.x509,
  says: ({ hasToken, certificate }) => {
    const said = certificate === undefined ? undefined : certificateText(certificate)
    if (said !== undefined) return { ...said, text: `the connection works, but ${said.text}` }
    return hasToken
      ? {
          text: 'the connection works, but this cluster does not know the bearer token that you sent, or it has expired.',
          mend: 'See which user of the kubeconfig it comes from.',
          command: 'kubectl config view --minify',
        }
      : undefined
  },
}
