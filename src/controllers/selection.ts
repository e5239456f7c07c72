/** Selects controllers by kube-controller-manager's names (`--controllers`). */
import { nearest } from '../apimachinery/text/nearest.ts'

/**
 * Aliases by name; undefined: no alias (`cmd/kube-controller-manager`, 1.36). Kubernetes lacks the
 * `podcertificaterequest-signing-controller`.
 */
const CONTROLLER_ALIASES = {
  'certificatesigningrequest-approving-controller': 'csrapproving',
  'certificatesigningrequest-signing-controller': 'csrsigning',
  'certificatesigningrequest-cleaner-controller': 'csrcleaner',
  'clusterrole-aggregation-controller': 'clusterrole-aggregation',
  'serviceaccount-controller': 'serviceaccount',
  'root-ca-certificate-publisher-controller': 'root-ca-cert-publisher',
  'kube-apiserver-serving-clustertrustbundle-publisher-controller': undefined,
  'podcertificaterequest-signing-controller': undefined,
  'podcertificaterequest-cleaner-controller': undefined,
  'serviceaccount-token-controller': 'serviceaccount-token',
  'bootstrap-signer-controller': 'bootstrapsigner',
  'token-cleaner-controller': 'tokencleaner',
  'garbage-collector-controller': 'garbagecollector',
  'namespace-controller': 'namespace',
} as const

export type ControllerName = keyof typeof CONTROLLER_ALIASES

export const CONTROLLER_NAMES = Object.keys(CONTROLLER_ALIASES) as readonly ControllerName[]

/** Error for a list with an unknown controller; the message is a sentence without a full stop. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError'
}

const checkName = (name: string): void => {
  const aliases = Object.values(CONTROLLER_ALIASES).filter((alias) => alias !== undefined)
  const known: string[] = [...CONTROLLER_NAMES, ...aliases]
  if (name === '*' || known.includes(name)) return
  const meant = nearest(name, known)
  throw new SelectionError(
    `${JSON.stringify(name)} is not a controller of csrlab; ` +
      (meant === undefined
        ? `use one of ${CONTROLLER_NAMES.join(', ')}`
        : `did you mean ${meant}?`),
  )
}

/**
 * Returns the controllers of a list such as `*,-csrcleaner`. An item is a name or an alias, with a
 * minus to leave the controller out; `*` selects all controllers that are not in the list. If items
 * repeat a controller, the first one counts (`IsControllerEnabled` of
 * `k8s.io/controller-manager/app`). Throws SelectionError.
 */
export const selectControllers = (items: readonly string[]): ReadonlySet<ControllerName> => {
  for (const item of items) checkName(item.replace(/^-/, ''))
  return new Set(
    CONTROLLER_NAMES.filter((name) => {
      const names = new Set<string | undefined>([name, CONTROLLER_ALIASES[name]])
      const own = items.find((item) => names.has(item.replace(/^-/, '')))
      return own === undefined ? items.includes('*') : !own.startsWith('-')
    }),
  )
}
