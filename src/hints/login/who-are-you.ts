import type { LoginFacts, ShownCertificate } from '../facts.ts'
import type { Hint } from '../hint.ts'
import { PAGES } from '../pages.ts'
import { moment } from '../time.ts'

const certificateText = ({
  commonName,
  notAfter,
  notBefore,
  issuer,
  problem,
  sameIssuerName,
}: ShownCertificate): string | undefined => {
  const whose =
    commonName === ''
      ? 'the certificate that you showed'
      : `the certificate of ${commonName} that you showed`
  switch (problem) {
    case 'expired':
      return `${whose} expired at ${moment(notAfter)}. Make a new request with the same key, have it approved, and put the new certificate into the kubeconfig.`
    case 'not-yet-valid':
      return `${whose} is valid only from ${moment(notBefore)} on; compare the clocks of this machine and of the one that signed it.`
    case 'unknown-ca':
      return sameIssuerName
        ? `${whose} was issued by another CA that is called ${issuer} too, but has another key: that of another cluster, or of this one before it was made anew. Request a new certificate here.`
        : `${whose} was issued by ${issuer}, which is not the CA of this cluster. Request a certificate here, or use the kubeconfig of the cluster that it is from.`
    case 'no-client-usage':
      return `${whose} is not made for clients: it lacks the usage client auth. Request one with usages: ["client auth"] and the signer kubernetes.io/kube-apiserver-client.`
    case 'bad-uid':
      return `${whose} has a subject whose uid cannot be used: it is empty, or there are several.`
    case 'malformed':
      return `${whose} cannot be read.`
    default:
      return undefined
  }
}

/** 401: TLS worked, but nobody is known by what was shown. */
export const whoAreYou: Hint<LoginFacts> = {
  id: 'who-are-you',
  page: PAGES.x509,
  says: ({ hasToken, certificate }) => {
    const text = certificate === undefined ? undefined : certificateText(certificate)
    if (text !== undefined) return `the connection works, but ${text}`
    return hasToken
      ? 'the connection works, but this cluster does not know the bearer token that you sent; kubectl config view --minify shows which user of the kubeconfig it comes from.'
      : undefined
  },
}
