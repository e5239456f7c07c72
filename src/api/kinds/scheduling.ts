/** Where pods want to run, on the wire. */
import type { LabelSelectorSpec } from '../label-selector.ts'

export interface Toleration {
  key?: string
  operator?: string
  value?: string
  effect?: string
  tolerationSeconds?: number
}

export interface NodeSelectorRequirement {
  key?: string
  operator?: string
  values?: string[]
}

export interface NodeSelectorTerm {
  matchExpressions?: NodeSelectorRequirement[]
  matchFields?: NodeSelectorRequirement[]
}

export interface NodeAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] | null }
  preferredDuringSchedulingIgnoredDuringExecution?: {
    weight?: number
    preference?: NodeSelectorTerm
  }[]
}

export interface PodAffinityTerm {
  labelSelector?: LabelSelectorSpec
  namespaceSelector?: LabelSelectorSpec
  namespaces?: string[]
  matchLabelKeys?: string[]
  mismatchLabelKeys?: string[]
  topologyKey?: string
}

/** Neighbours that a pod wants, or does not want. */
export interface PodAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[]
  preferredDuringSchedulingIgnoredDuringExecution?: {
    weight?: number
    podAffinityTerm?: PodAffinityTerm
  }[]
}

export interface Affinity {
  nodeAffinity?: NodeAffinity
  podAffinity?: PodAffinity
  podAntiAffinity?: PodAffinity
}

export interface TopologySpreadConstraint {
  maxSkew?: number
  topologyKey?: string
  whenUnsatisfiable?: string
  labelSelector?: LabelSelectorSpec
  minDomains?: number
  nodeAffinityPolicy?: string
  nodeTaintsPolicy?: string
  matchLabelKeys?: string[]
}
