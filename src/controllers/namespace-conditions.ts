/** Conditions of terminating namespaces (`pkg/controller/namespace/deletion`). */
import type { NamespaceCondition } from '../apis/core.ts'

/** Content that is left after the deletions */
export interface RemainingContent {
  /** number of objects by `resource.group`; in the core group, names end in a dot: `pods.` */
  readonly resources: ReadonlyMap<string, number>
  readonly finalizers: ReadonlyMap<string, number>
  readonly failures: readonly string[]
  /** why discovery failed, by group version */
  readonly undiscovered: ReadonlyMap<string, string>
}

interface Kind {
  readonly type: string
  readonly whenOk: { readonly reason: string; readonly message: string }
  readonly problem?: (remains: RemainingContent) => { reason: string; message: string } | undefined
}

const counted = (of: ReadonlyMap<string, number>, word: (name: string, n: number) => string) =>
  Array.from(of, ([name, n]) => word(name, n))
    .sort()
    .join(', ')

/** in Kubernetes' order; a condition without `problem` is always False */
const KINDS: readonly Kind[] = [
  {
    type: 'NamespaceDeletionDiscoveryFailure',
    whenOk: { reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
    problem: ({ undiscovered }) =>
      undiscovered.size === 0
        ? undefined
        : {
            reason: 'DiscoveryFailed',
            message: `Discovery failed for some groups, ${undiscovered.size} failing: unable to retrieve the complete list of server APIs: ${Array.from(undiscovered, (pair) => pair.join(': ')).join(', ')}`,
          },
  },
  {
    type: 'NamespaceDeletionGroupVersionParsingFailure',
    whenOk: { reason: 'ParsedGroupVersions', message: 'All legacy kube types successfully parsed' },
  },
  {
    type: 'NamespaceDeletionContentFailure',
    whenOk: {
      reason: 'ContentDeleted',
      message: 'All content successfully deleted, may be waiting on finalization',
    },
    problem: ({ failures }) =>
      failures.length === 0
        ? undefined
        : {
            reason: 'ContentDeletionFailed',
            message: `Failed to delete all resource types, ${failures.length} remaining: ${[...failures].sort().join(', ')}`,
          },
  },
  {
    type: 'NamespaceContentRemaining',
    whenOk: { reason: 'ContentRemoved', message: 'All content successfully removed' },
    problem: ({ resources }) =>
      resources.size === 0
        ? undefined
        : {
            reason: 'SomeResourcesRemain',
            message: `Some resources are remaining: ${counted(resources, (name, n) => `${name} has ${n} resource instances`)}`,
          },
  },
  {
    type: 'NamespaceFinalizersRemaining',
    whenOk: {
      reason: 'ContentHasNoFinalizers',
      message: 'All content-preserving finalizers finished',
    },
    problem: ({ finalizers }) =>
      finalizers.size === 0
        ? undefined
        : {
            reason: 'SomeFinalizersRemain',
            message: `Some content in the namespace has finalizers remaining: ${counted(finalizers, (name, n) => `${name} in ${n} resource instances`)}`,
          },
  },
]

/**
 * Updates the conditions of {@link KINDS}. Returns `old` itself if nothing changed. `time`: RFC
 * 3339.
 */
export const deletionConditions = (
  old: readonly NamespaceCondition[],
  remains: RemainingContent,
  time: string,
): readonly NamespaceCondition[] => {
  const conditions = [...old]
  let changed = false
  for (const { type, whenOk, problem } of KINDS) {
    const found = problem?.(remains)
    const { reason, message } = found ?? whenOk
    const status = found === undefined ? 'False' : 'True'
    const at = conditions.findIndex((condition) => condition.type === type)
    const before = conditions[at]
    if (before === undefined) {
      conditions.push({ type, status, lastTransitionTime: time, reason, message })
    } else if (before.status !== status || before.reason !== reason || before.message !== message) {
      const since = before.status === status ? before : { lastTransitionTime: time }
      conditions[at] = { ...since, type, status, reason, message }
    } else continue
    changed = true
  }
  return changed ? conditions : old
}
