/** What the containers of a pod need together (`AggregateContainerRequests` of `k8s.io/component-helpers/resource`, 1.36). */
import { nanosOf, sumOfQuantities } from '../../../api/quantity.ts'
import type { Container } from '../../../api/kinds/containers.ts'
import type { PodSpec } from '../../../api/kinds/pods.ts'

export type AmountKind = 'requests' | 'limits'
type Amounts = Map<string, string>

/** Adds to `total`. */
const add = (total: Amounts, amounts: Iterable<readonly [string, string]>): void => {
  for (const [name, amount] of amounts) {
    const before = total.get(name)
    total.set(name, before === undefined ? amount : sumOfQuantities([before, amount]))
  }
}

/** Raises `total` where more is needed. */
const raise = (total: Amounts, amounts: Iterable<readonly [string, string]>): void => {
  for (const [name, amount] of amounts) {
    const before = total.get(name)
    if (before === undefined || nanosOf(amount) > nanosOf(before)) total.set(name, amount)
  }
}

/** Those that run at the same time add up, and each that runs before them needs its own beside those that stay. */
export const togetherOf = (
  { containers, initContainers = [] }: PodSpec,
  kind: AmountKind,
): ReadonlyMap<string, string> => {
  const amountsOf = ({ resources }: Container): [string, string][] =>
    Object.entries(resources?.[kind] ?? {})
  const running: Amounts = new Map()
  for (const container of containers ?? []) add(running, amountsOf(container))
  const staying: Amounts = new Map()
  const starting: Amounts = new Map()
  for (const container of initContainers) {
    const own = amountsOf(container)
    if (container.restartPolicy === 'Always') {
      add(running, own)
      add(staying, own)
      raise(starting, staying)
    } else {
      const needed: Amounts = new Map(own)
      add(needed, staying)
      raise(starting, needed)
    }
  }
  raise(running, starting)
  return running
}
