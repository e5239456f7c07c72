/** What may change of a pod that waits to be put on a node (`ValidatePodUpdate` of `pkg/apis/core/validation`, 1.36). */
import { isDeepStrictEqual } from 'node:util'
import {
  forbidden,
  invalid,
  JsonValue,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import type { NodeSelectorTerm } from '../../../../api/kinds/scheduling.ts'
import { omit } from '../omit.ts'
import { goForm, goValue } from './go-form.ts'

/** Gates only go. Go tells of new ones in any order. */
export const validateGateUpdate = (
  { schedulingGates = [] }: PodSpec,
  { schedulingGates: old = [] }: PodSpec,
  path: FieldPath,
): FieldError[] => {
  const known = new Set(old.map(({ name }) => name))
  const added = new Map(
    schedulingGates.flatMap(({ name }, i) => (known.has(name) ? [] : [[name, i] as const])),
  )
  return [...added].map(([name, i]) =>
    forbidden(
      path.index(i).child('name'),
      `only deletion is allowed, but found new scheduling gate '${name}'`,
    ),
  )
}

const isPrefix = (old: readonly unknown[] = [], list: readonly unknown[] = []): boolean =>
  isDeepStrictEqual(list.slice(0, old.length), old)

/** A term that asks for nothing chooses no node, and may not begin to. */
const onlyAdds = (term: NodeSelectorTerm, old: NodeSelectorTerm): boolean => {
  const isEmpty = ({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): boolean =>
    matchExpressions.length === 0 && matchFields.length === 0
  return isEmpty(old)
    ? isEmpty(term)
    : isPrefix(old.matchExpressions, term.matchExpressions) &&
        isPrefix(old.matchFields, term.matchFields)
}

const termsOf = ({ affinity }: PodSpec): readonly NodeSelectorTerm[] | undefined => {
  const needed = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return needed && (needed.nodeSelectorTerms ?? [])
}

const validateTerms = (spec: PodSpec, old: PodSpec, path: FieldPath): FieldError[] => {
  const [terms = [], before] = [termsOf(spec), termsOf(old)]
  if (before === undefined) return []
  if (before.length > 0 && terms.length !== before.length) {
    const text = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'
    const shown =
      termsOf(spec) === undefined ? null : terms.map((term) => goForm('NodeSelectorTerm', term))
    return [invalid(path, new JsonValue(shown), text)]
  }
  return before.flatMap((term, i) =>
    onlyAdds(terms[i]!, term)
      ? []
      : [
          invalid(
            path.index(i),
            goValue('NodeSelectorTerm', terms[i]!),
            'only additions are allowed (no mutations or deletions)',
          ),
        ],
  )
}

/** It may choose its nodes more narrowly, and no other way. */
export const validateNodeChoiceUpdate = (
  spec: PodSpec,
  old: PodSpec,
  path: FieldPath,
): FieldError[] => {
  const { nodeSelector = {} } = spec
  const isKept = Object.entries(old.nodeSelector ?? {}).every(
    ([label, value]) => Object.hasOwn(nodeSelector, label) && nodeSelector[label] === value,
  )
  const text = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
  const terms = path.child(
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  )
  return [
    ...(isKept
      ? []
      : [invalid(path.child('nodeSelector'), new JsonValue(spec.nodeSelector ?? null), text)]),
    ...validateTerms(spec, old, terms),
  ]
}

/** The spec with the choice of nodes as it was. */
export const withNodeChoiceOf = (spec: PodSpec, old: PodSpec): PodSpec => {
  const { affinity = {} } = spec
  const kept = omit(affinity, 'nodeAffinity')
  const before = old.affinity?.nodeAffinity
  const next = before ? { ...kept, nodeAffinity: before } : kept
  const isNone = old.affinity === undefined && Object.keys(next).length === 0
  return {
    ...omit(spec, 'nodeSelector', 'affinity'),
    ...(old.nodeSelector && { nodeSelector: old.nodeSelector }),
    ...(isNone ? {} : { affinity: next }),
  }
}
