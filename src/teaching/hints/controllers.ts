import type { Clock, ClusterTime } from '../../apimachinery/clock.ts'
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CoreEvent } from '../../apis/events.ts'
import type { MoreControllers } from '../../controllers/extensions.ts'
import type { ControllerLog } from '../../controllers/log.ts'
import type { HintAdvice } from './hint-advice.ts'
import { hintRecorder } from './recorder.ts'

interface HintControllerParts {
  /** undefined: hints are off */
  readonly hints: HintAdvice | undefined
  readonly clock: Clock & ClusterTime
  readonly log: ControllerLog
  readonly signal: AbortSignal
}

export const hintControllers =
  ({ hints, ...parts }: HintControllerParts): MoreControllers =>
  (clients) =>
    hints === undefined
      ? []
      : [
          hintRecorder({
            ...parts,
            hints,
            requests: clients.account<CertificateSigningRequest>(
              'certificate-controller',
              'certificates.k8s.io/certificatesigningrequests',
            ),
            events: clients.account<CoreEvent>('certificate-controller', 'events'),
          }),
        ]
