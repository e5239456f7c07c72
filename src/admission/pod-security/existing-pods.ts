/** What a namespace is told of the pods that it has when it begins to enforce more (`admission.go`, 1.34). */
import type { Pod } from '../../api/kinds/pods.ts'
import { goQuote } from '../../api/text/quote.ts'
import type { Release } from '../../release/release.ts'
import { reasonsText, violations } from './evaluate.ts'
import { type LevelVersion, levelVersionText } from './policy.ts'

/** The pods of a namespace, decoded one by one as they are asked for. */
export interface ExistingPods {
  readonly count: number
  /** How large the pod is in the store. */
  size(index: number): number
  at(index: number): Pod
}

/** As many as kube-apiserver looks at, or as much of them as takes some milliseconds: it gives itself a second, and others have to wait. */
const MOST_PODS = 3000
const MOST_BYTES = 256 * 1024

const chosen = (pods: ExistingPods): Pod[] => {
  const found: Pod[] = []
  let bytes = 0
  for (let i = 0; i < Math.min(pods.count, MOST_PODS) && bytes < MOST_BYTES; i++) {
    bytes += pods.size(i)
    found.push(pods.at(i))
  }
  return found
}

interface Warned {
  /** the first by name */
  name: string
  count: number
}

const others = (count: number): string => {
  if (count === 1) return ''
  return count === 2 ? ' (and 1 other pod)' : ` (and ${count - 1} other pods)`
}

/** Texts for `Warning` headers, none when all pods may be. */
export const existingPodWarnings = (
  namespace: string,
  enforce: LevelVersion,
  release: Release,
  pods: ExistingPods,
): string[] => {
  const looked = chosen(pods)
  const warned = new Map<string, Warned>()
  for (const pod of looked) {
    const found = violations(enforce, release, pod)
    if (found.length === 0) continue
    const text = reasonsText(found)
    const name = pod.metadata.name ?? ''
    const before = warned.get(text)
    if (before === undefined) warned.set(text, { name, count: 1 })
    else {
      before.count++
      if (name < before.name) before.name = name
    }
  }
  return [
    ...(looked.length < pods.count
      ? [
          `new PodSecurity enforce level only checked against the first ${looked.length} of ${pods.count} existing pods`,
        ]
      : []),
    ...(warned.size > 0
      ? [
          `existing pods in namespace ${goQuote(namespace)} violate the new PodSecurity enforce level ${goQuote(levelVersionText(enforce))}`,
        ]
      : []),
    ...Array.from(warned, ([text, { name, count }]) => `${name}${others(count)}: ${text}`).sort(),
  ]
}
