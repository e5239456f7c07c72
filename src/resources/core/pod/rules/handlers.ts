/** What is done at a moment of a container's life (`validateHandler`, `validateLifecycle` of `pkg/apis/core/validation`, 1.36). */
import {
  forbidden,
  invalid,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { headerNameErrors, portNameErrors, portNumberErrors } from '../../../../api/names.ts'
import type {
  Handler,
  Lifecycle,
  LifecycleHandler,
  Probe,
} from '../../../../api/kinds/containers.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import { validateOptionalWord, validateRequired } from './words.ts'

/** A port by its number or by its name. */
const validatePort = (path: FieldPath, port: number | string): FieldError[] => {
  const errors = typeof port === 'number' ? portNumberErrors(port) : portNameErrors(port)
  return errors.map((text) => invalid(path, port, text))
}

const validateHttpGet = (
  action: NonNullable<Handler['httpGet']>,
  path: FieldPath,
): FieldError[] => [
  ...validateRequired(path, action, 'path'),
  ...validatePort(path.child('port'), action.port ?? 0),
  ...validateOptionalWord(path.child('scheme'), action.scheme ?? '', ['HTTP', 'HTTPS']),
  ...(action.httpHeaders ?? []).flatMap(({ name }) =>
    headerNameErrors(name).map((text) => invalid(path.child('httpHeaders'), name, text)),
  ),
]

/** A pause before the end may last as long as the pod has for it. */
const validateSleep = (
  { seconds = 0 }: NonNullable<LifecycleHandler['sleep']>,
  path: FieldPath,
  grace: number,
): FieldError[] =>
  seconds < 0 || seconds > grace
    ? [
        invalid(
          path,
          seconds,
          `must be non-negative and less than terminationGracePeriodSeconds (${grace})`,
        ),
      ]
    : []

/** All that a handler of any sort may be. */
type AnyHandler = Pick<Probe, 'grpc'> & LifecycleHandler

/** `grace`: seconds that the pod has to end. The first action is judged, and every further one refused. */
export const validateHandler = (
  { exec, httpGet, tcpSocket, grpc, sleep }: AnyHandler,
  path: FieldPath,
  grace: number,
): FieldError[] => {
  const actions = [
    exec && ['exec', (at: FieldPath) => validateRequired(at, exec, 'command')],
    httpGet && ['httpGet', (at: FieldPath) => validateHttpGet(httpGet, at)],
    tcpSocket && [
      'tcpSocket',
      (at: FieldPath) => validatePort(at.child('port'), tcpSocket.port ?? 0),
    ],
    grpc && ['grpc', (at: FieldPath) => validatePort(at.child('port'), grpc.port ?? 0)],
    sleep && ['sleep', (at: FieldPath) => validateSleep(sleep, at, grace)],
  ].filter((action) => action !== undefined) as [string, (at: FieldPath) => FieldError[]][]
  const [first, ...others] = actions
  if (first === undefined) return [required(path, 'must specify a handler type')]
  const [name, validate] = first
  return [
    ...validate(path.child(name)),
    ...others.map(([other]) =>
      forbidden(path.child(other), 'may not specify more than 1 handler type'),
    ),
  ]
}

const REAL_TIME = [
  'SIGRTMIN',
  ...Array.from({ length: 15 }, (_, i) => `SIGRTMIN+${i + 1}`),
  ...Array.from({ length: 14 }, (_, i) => `SIGRTMAX-${14 - i}`),
  'SIGRTMAX',
]
const SIGNALS = {
  windows: ['SIGKILL', 'SIGTERM'],
  linux: [
    ...'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT'.split(' '),
    ...'SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'.split(
      ' ',
    ),
  ]
    .map((name) => `SIG${name}`)
    .concat(REAL_TIME),
}

const validateStopSignal = (
  signal: string | undefined,
  path: FieldPath,
  os: PodSpec['os'],
): FieldError[] => {
  if (signal === undefined) return []
  if (os === undefined) {
    return [forbidden(path, 'may not be set for containers with empty `spec.os.name`')]
  }
  return validateOptionalWord(
    path,
    signal,
    os.name === 'windows' || os.name === 'linux' ? SIGNALS[os.name] : [signal],
  )
}

export const validateLifecycle = (
  { postStart, preStop, stopSignal }: Lifecycle,
  path: FieldPath,
  { terminationGracePeriodSeconds: grace = 0, os }: PodSpec,
): FieldError[] => [
  ...(postStart ? validateHandler(postStart, path.child('postStart'), grace) : []),
  ...(preStop ? validateHandler(preStop, path.child('preStop'), grace) : []),
  ...validateStopSignal(stopSignal, path.child('stopSignal'), os),
]
