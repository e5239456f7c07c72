import type { Advice } from '../../apiserver/extensions.ts'
import { bearerTokenOf } from '../../apiserver/authn/bearer.ts'
import type { VerifyPeer } from '../../apiserver/authn/x509.ts'
import { parseCertificate } from '../../ca/certificate.ts'
import type { ShownCertificates } from '../../ca/client-certificate.ts'
import { ClientCertificateError, type ClientCertificateReason } from '../../ca/verify.ts'
import type { ShownCertificate } from './facts.ts'
import { renderHints } from './hint.ts'
import { LOGIN_HINTS, READ_HINTS, REFUSED_HINTS } from './list.ts'
import { type HintPlugins, hintPlugins, type PluginParts } from './plugin.ts'
import { ifReadable } from '../../ca/errors.ts'

interface HintsParts extends PluginParts {
  readonly verifyPeer: VerifyPeer
  /** common name of the cluster's root CA */
  readonly authorityName: () => string
}

const shown = (
  { verifyPeer, authorityName }: HintsParts,
  peer: ShownCertificates,
): ShownCertificate | undefined => {
  const parsed = ifReadable(() => parseCertificate(peer.certificate))
  if (parsed === undefined) return undefined
  const { subject, issuer, notBefore, notAfter } = parsed
  let problem: ClientCertificateReason | undefined
  try {
    verifyPeer(peer)
  } catch (error) {
    if (!(error instanceof ClientCertificateError)) throw error
    problem = error.reason
  }
  return {
    commonName: subject.commonName,
    organizations: subject.organizations,
    notBefore,
    notAfter,
    issuer: issuer.commonName,
    problem,
    sameIssuerName: issuer.commonName === authorityName(),
  }
}

export interface HintAdvice extends Advice {
  readonly plugins: HintPlugins
}

export const hintAdvice = (parts: HintsParts): HintAdvice => {
  const plugins = hintPlugins(parts)
  const { cluster } = plugins
  return {
    plugins,
    onRead: (facts) => renderHints(READ_HINTS, { ...facts, cluster }, parts),
    onRefusal: (facts) => renderHints(REFUSED_HINTS, { ...facts, cluster }, parts),
    onUnauthorized: ({ authorization, peer }) =>
      renderHints(
        LOGIN_HINTS,
        {
          cluster,
          hasToken: bearerTokenOf(authorization).token !== undefined,
          certificate: peer && shown(parts, peer),
        },
        parts,
      ),
  }
}
