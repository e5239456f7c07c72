import type { FieldPath } from '../../../../api/field.ts'
import type { Container } from '../../../../api/kinds/containers.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'

const LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const

/** All containers of a pod, each with its path, as `VisitContainersWithPath` of `pkg/apis/core/pods` goes through them. */
export const containersWithPaths = (
  spec: PodSpec,
  path: FieldPath,
): (readonly [container: Container, path: FieldPath])[] =>
  LISTS.flatMap((list) =>
    (spec[list] ?? []).map((container, i) => [container, path.child(list).index(i)] as const),
  )
