/**
 * Writes the history of each CSR as Events. An Event's name contains the step, so that a restart
 * writes no step twice.
 */
import type { CertificateSigningRequest } from '../../apis/certificates.ts'
import { type Clock, type ClusterTime, unstoppableClock } from '../../apimachinery/clock.ts'
import type { CoreEvent } from '../../apis/events.ts'
import { pauseFor } from '../../apimachinery/pause.ts'
import { StatusError } from '../../apimachinery/status.ts'
import { TokenBucket } from '../../apimachinery/token-bucket.ts'
import { endOf, type HistoryStep, historyOf } from './history.ts'
import type { HintPlugins } from './plugin.ts'
import { controller, type Controller } from '../../controllers/controller.ts'
import type { ControllerLog } from '../../controllers/log.ts'
import type { Clients } from '../../controllers/object-client.ts'
import { ownEvent } from '../../controllers/own-event.ts'

interface HintRecorderParts {
  readonly hints: Pick<HintPlugins, 'cluster' | 'tombstones' | 'deciders' | 'form'>
  readonly clock: Clock & ClusterTime
  readonly log: ControllerLog
  readonly signal: AbortSignal
}

/** service account that may create events */
const ACCOUNT = 'certificate-controller'

/** for events about cluster-scoped objects */
const NAMESPACE = 'default'

/** Maximum events at once and per second: in a burst, requests matter more than their events. */
const BURST = 30
const PER_SECOND = 10

interface Subject {
  readonly name: string
  readonly uid: string
}

const eventName = (
  { name, uid }: Subject,
  { position, reason }: Pick<HistoryStep, 'position' | 'reason'>,
): string => `${name}.${uid.slice(0, 8)}.${position}-${reason.toLowerCase()}`

const FIRST = { position: 1, reason: 'Created' }

const eventOf = (subject: Subject, step: HistoryStep): CoreEvent => {
  const { name, uid } = subject
  const { reason, message, type, at } = step
  return ownEvent(
    { name: eventName(subject, step), namespace: NAMESPACE },
    { kind: 'CertificateSigningRequest', name, uid, apiVersion: 'certificates.k8s.io/v1' },
    { reason, message, type, at },
  )
}

export const hintRecorder = (
  { hints, clock, log, signal }: HintRecorderParts,
  clients: Pick<Clients, 'account'>,
): Controller => {
  const requests = clients.account<CertificateSigningRequest>(
    ACCOUNT,
    'certificates.k8s.io/certificatesigningrequests',
  )
  const events = clients.account<CoreEvent>(ACCOUNT, 'events')
  const { tombstones } = hints
  const time = unstoppableClock(clock)
  const rate = new TokenBucket(time, PER_SECOND, BURST)
  let isPaused = false
  const pause = async (): Promise<void> => {
    const ms = rate.reserve()
    if (ms === 0) return
    isPaused = true
    await pauseFor(time, ms, signal)
    isPaused = false
  }

  const tell = async (subject: Subject, steps: readonly HistoryStep[]): Promise<void> => {
    for (const step of steps) {
      if (events.cached(eventName(subject, step), NAMESPACE) !== undefined) continue
      await pause()
      if (signal.aborted) return
      try {
        await events.create(eventOf(subject, step), NAMESPACE)
      } catch (error) {
        if (!(error instanceof StatusError) || error.code !== 409) throw error
      }
    }
  }

  return controller({
    name: 'csrlab-hint-recorder',
    clock,
    log,
    workers: 1,
    waits: () => isPaused,
    sources: [{ client: requests, keyFor: ({ metadata }) => metadata.name }],
    reconcile: async (name) => {
      const csr = requests.cached(name)
      const gone = tombstones.get(name)
      if (gone !== undefined && gone.uid !== csr?.metadata.uid) {
        // a CSR that was deleted before its first event gets no last event
        const subject = { name, uid: gone.uid }
        if (events.cached(eventName(subject, FIRST), NAMESPACE) !== undefined)
          await tell(subject, [endOf(gone)])
      }
      if (csr === undefined) return
      const { uid = '' } = csr.metadata
      await tell({ name, uid }, historyOf(csr, hints))
    },
  })
}
