import { append } from '../apimachinery/append.ts'
import { loadCompiledYaml } from '../apimachinery/text/compiled-yaml.ts'
import type { ControllerName } from './selection.ts'

export interface Right {
  readonly verbs: readonly string[]
  readonly group: string
  /** may have a subresource after a slash */
  readonly resource: string
  /** default: all objects */
  readonly name?: string
  /** default: all namespaces */
  readonly namespace?: string
}

export const RIGHTS_FILE = 'src/controllers/rights.yaml'

type RightsData = Readonly<
  Record<ControllerName | 'auto-approve' | 'service-accounts' | 'leader-election', readonly Right[]>
>

interface RightsOptions {
  readonly selected: ReadonlySet<ControllerName>
  readonly leaderElect: boolean
  /** whether controllers act as service accounts, which have their own rights */
  readonly asAccounts: boolean
  /** whether approval rules run, which may approve requests to any signer */
  readonly autoApprove: boolean
  /** undefined: no signer for pods */
  readonly podSigner: string | undefined
}

const READS = new Set(['get', 'list', 'watch'])
const POD_SIGNER = 'podcertificaterequest-signing-controller'

/** Returns the rights that the user of the kubeconfig needs. */
export const rightsOf = (wish: RightsOptions): readonly Right[] => {
  const { selected, leaderElect, asAccounts, autoApprove, podSigner } = wish
  const rights = loadCompiledYaml(RIGHTS_FILE) as RightsData
  const runs = [...selected].filter((name) => podSigner !== undefined || name !== POD_SIGNER)
  const wanted = runs.flatMap((name) => rights[name])
  if (autoApprove) append(wanted, rights['auto-approve'])
  if (podSigner !== undefined && selected.has(POD_SIGNER))
    for (const verb of ['sign', 'attest'])
      wanted.push({
        verbs: [verb],
        group: 'certificates.k8s.io',
        resource: 'signers',
        name: podSigner,
      })
  const own = asAccounts
    ? wanted
        .map((one) => ({ ...one, verbs: one.verbs.filter((verb) => READS.has(verb)) }))
        .filter(({ verbs }) => verbs.length > 0)
    : wanted
  return [
    ...own,
    ...(asAccounts ? rights['service-accounts'] : []),
    ...(leaderElect ? rights['leader-election'] : []),
  ]
}
