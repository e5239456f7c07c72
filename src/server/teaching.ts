import type { CertificateSigningRequest } from '../apis/certificates.ts'
import type { MoreControllers } from '../controllers/extensions.ts'
import type { HintAdvice } from '../teaching/hints/hint-advice.ts'
import { hintRecorder } from '../teaching/hints/recorder.ts'
import { authorityPems, runningSigners } from './authorities.ts'
import type { MovableBase } from './base.ts'
import type { ControlPlane } from './control-plane.ts'
import { pageDoor } from './page.ts'

export type Teaching = Awaited<ReturnType<typeof installTeaching>>

const REQUESTS = ['certificates.k8s.io', 'certificatesigningrequests'] as const

/** Comparing a misspelt name with this many names takes a few milliseconds. */
const COMPARED_NAMES = 5000

const openHints = async (
  { options, clock, log }: MovableBase,
  { access, api: { objects }, pki: { trust } }: ControlPlane,
): Promise<HintAdvice | undefined> => {
  const { hints: form } = options
  if (form === undefined) return undefined
  const { hintAdvice } = await import('../teaching/hints/hint-advice.ts')
  const requests = objects.of(...REQUESTS)
  return hintAdvice({
    form,
    cluster: {
      now: () => clock.now(),
      request: (name) => requests.latest('', name) as CertificateSigningRequest | undefined,
      requestNames: () => requests.names(COMPARED_NAMES),
      release: options.release,
      signers: new Set(runningSigners(options)),
      maximumSeconds: options.clusterSigningDuration,
      authorizer: access.authorizer,
      rbac: access.roleIndex,
    },
    verifyPeer: trust.verifyPeer,
    authorityName: () => trust.rootName,
    report: (error, hint) => log.error({ err: error, hint }, 'a hint failed'),
  })
}

export const installTeaching = async (
  base: MovableBase,
  plane: ControlPlane,
  signal: AbortSignal,
) => {
  const { api, app, pki, listener } = plane
  const { options, clock, entropy, log } = base
  const hints = await openHints(base, plane)
  if (hints !== undefined) {
    const { first, last } = hints.plugins
    api.admission.surround(first, last)
    app.install({ advice: hints })
  }
  const controllers: MoreControllers = (clients) =>
    hints === undefined ? [] : [hintRecorder({ hints: hints.plugins, clock, log, signal }, clients)]
  return {
    /** controllers that write hints as Events; none if hints are off */
    controllers,
    page: pageDoor(() => ({
      port: options.uiPort,
      readOnly: options.uiReadOnly,
      handle: (...asked) => app.handle(...asked),
      inject: (...asked) => app.inject(...asked),
      lent: pki.lent,
      verifyPeer: pki.trust.verifyPeer,
      listen: (sink) => base.audit.wire.addSink(sink),
      clock,
      realTime: clock.real,
      entropy,
      release: options.release,
      authorities: authorityPems(pki.authority, pki.signers),
      signers: runningSigners(options),
      maximumSeconds: options.clusterSigningDuration,
      server: `https://${listener.local}`,
    })),
  }
}
