/** The controllers that write hints as Events. */
import type { Clock, ClusterTime } from '../../apimachinery/clock.ts'
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import type { CoreEvent } from '../../apis/events.ts'
import type { Registry } from '../../apiserver/registry/registry.ts'
import type { MoreControllers } from '../../controllers/extensions.ts'
import type { ControllerLog } from '../../controllers/log.ts'
import type { Hints } from './hints.ts'
import { inert, INERT_KINDS } from './inert.ts'
import { hintRecorder } from './recorder.ts'

interface HintControllersParts {
  /** undefined: hints are off, and no controller is made */
  readonly hints: Hints | undefined
  /** by group and plural name */
  readonly registryOf: (group: string, resource: string) => Registry
  readonly clock: Clock & ClusterTime
  readonly log: ControllerLog
  /** fires when the server stops */
  readonly signal: AbortSignal
}

/** Returns the maker of the controllers that hints need. */
export const hintControllers =
  ({ hints, registryOf, clock, log, signal }: HintControllersParts): MoreControllers =>
  (clients) =>
    hints === undefined
      ? []
      : [
          hintRecorder({
            requests: clients.account<CertificateSigningRequest>(
              'certificate-controller',
              registryOf('certificates.k8s.io', 'certificatesigningrequests'),
            ),
            events: clients.account<CoreEvent>('certificate-controller', 'events'),
            hints,
            clock,
            log,
            signal,
          }),
          ...INERT_KINDS.map(({ group, resource, message }) =>
            inert({
              client: clients.own(registryOf(group, resource)),
              events: clients.own<CoreEvent>('events'),
              message,
              clock,
              log,
            }),
          ),
        ]
