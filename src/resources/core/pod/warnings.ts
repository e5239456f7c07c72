/** What is valid in a pod and seldom meant (`pkg/api/pod/warnings.go`): names that make odd hostnames, variables that hide others. */
import { FieldPath } from '../../../api/field.ts'
import type { ObjectMeta } from '../../../api/meta.ts'
import { dns1123LabelErrors } from '../../../api/names.ts'
import type { Container, Pod, PodSpec } from '../../../api/kinds/pods.ts'
import { goQuote } from '../../../api/text/quote.ts'

/** `purpose`: what the name is used in. */
export const hostnameWarnings = ({ name = '' }: ObjectMeta, purpose: string): string[] => {
  const errors = dns1123LabelErrors(name)
  return errors.length === 0
    ? []
    : [
        `metadata.name: this is used in ${purpose}, which can result in surprising behavior; ` +
          `a DNS label is recommended: [${errors.join(' ')}]`,
      ]
}

/** A variable may be given twice when its second value is made of the first. */
const environmentWarnings = ({ env = [] }: Container, path: FieldPath): string[] => {
  const seen = new Set<string>()
  return env.flatMap(({ name, value = '', valueFrom }, i) => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    const reference = `$(${name})`
    if (valueFrom === undefined && value !== reference && value.includes(reference)) return []
    const where = path.child('env').index(i).toString()
    return [
      `${where}: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`,
    ]
  })
}

export const podSpecWarnings = (spec: PodSpec, path: FieldPath): string[] =>
  (['initContainers', 'containers'] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap((container, i) =>
      environmentWarnings(container, path.child(list).index(i)),
    ),
  )

/** Only of a new pod: what may be changed later cannot mend any of it. */
export const podWarnings = (pod: Pod, old: Pod | undefined): string[] =>
  old === undefined
    ? [
        ...hostnameWarnings(pod.metadata, "the Pod's hostname"),
        ...podSpecWarnings(pod.spec, FieldPath.of('spec')),
      ]
    : []
