/** PodSecurity: a pod is held against what the labels of its namespace ask (`plugin/pkg/admission/security/podsecurity`, 1.34). */
import { isDeepStrictEqual } from 'node:util'
import type { Deployment } from '../../api/kinds/apps.ts'
import type { Namespace } from '../../api/kinds/core.ts'
import type { Container } from '../../api/kinds/containers.ts'
import type { Pod, PodTemplate } from '../../api/kinds/pods.ts'
import { goQuote } from '../../api/text/quote.ts'
import { forbiddenResource, invalidObject } from '../../api/status.ts'
import type { AdmissionAttributes, AdmissionPlugin } from '../admission.ts'
import { detailsText, violations } from './evaluate.ts'
import { type ExistingPods, existingPodWarnings } from './existing-pods.ts'
import {
  compareLevels,
  isSame,
  type LevelVersion,
  levelVersionText,
  policyOf,
  type Policy,
  PRIVILEGED,
} from './policy.ts'
import { judgedRequest, versionLabel, type Judgement, type PodSecurityTally } from './tally.ts'

export interface PodSecurityParts {
  /** the newest state of a namespace */
  readonly findNamespace: (name: string) => Namespace | undefined
  readonly podsOf: (namespace: string) => ExistingPods
  readonly tally: PodSecurityTally
}

const AUDIT = 'pod-security.kubernetes.io/'

/** Subresources of a pod that change nothing of what it is. */
const IGNORED: ReadonlySet<string> = new Set([
  'attach',
  'binding',
  'eviction',
  'exec',
  'log',
  'portforward',
  'proxy',
  'status',
])

const imagesDiffer = (now: readonly Container[], before: readonly Container[]): boolean =>
  now.length !== before.length || now.some(({ image }, i) => image !== before[i]!.image)

/** Whether an update changes something that a policy could forbid: containers come, or get another image. */
const isSignificant = (pod: Pod, old: Pod): boolean => {
  const known = new Map(
    (old.spec.ephemeralContainers ?? []).map(({ name, image }) => [name, image]),
  )
  return (
    imagesDiffer(pod.spec.containers ?? [], old.spec.containers ?? []) ||
    imagesDiffer(pod.spec.initContainers ?? [], old.spec.initContainers ?? []) ||
    (pod.spec.ephemeralContainers ?? []).some(
      ({ name, image }) => !known.has(name) || known.get(name) !== image,
    )
  )
}

const count = (
  attributes: AdmissionAttributes,
  tally: PodSecurityTally,
  asked: LevelVersion,
  { mode, decision }: Pick<Judgement, 'mode' | 'decision'>,
): void => {
  const served = Number(attributes.context.release.name.split('.')[1])
  tally.judged({
    decision,
    policy_level: asked.level,
    policy_version: versionLabel(asked, served),
    mode,
    ...judgedRequest(attributes),
  })
}

/** Throws the 403 when the pod is refused, else warns. */
const evaluate = (
  attributes: AdmissionAttributes,
  { policy, errors }: ReturnType<typeof policyOf>,
  pod: PodTemplate,
  enforces: boolean,
  tally: PodSecurityTally,
): void => {
  const { context, resource, name } = attributes
  const judged = (asked: LevelVersion): { found: boolean; text: string } => {
    const found = violations(asked, context.release, pod)
    return {
      found: found.length > 0,
      text: `violate PodSecurity ${goQuote(levelVersionText(asked))}: ${detailsText(found)}`,
    }
  }
  if (errors.length > 0) {
    tally.failed(judgedRequest(attributes), false)
    const texts = errors.map(({ field, body }) => `${field}: ${body}`)
    context.annotate(
      `${AUDIT}error`,
      `Failed to parse policy: ${texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`}`,
    )
  }
  const audit = judged(policy.audit)
  if (audit.found) {
    context.annotate(`${AUDIT}audit-violations`, `would ${audit.text}`)
    count(attributes, tally, policy.audit, { mode: 'audit', decision: 'deny' })
  }
  if (enforces) {
    context.annotate(`${AUDIT}enforce-policy`, levelVersionText(policy.enforce))
    const { found, text } = judged(policy.enforce)
    const decision = found ? 'deny' : 'allow'
    count(attributes, tally, policy.enforce, { mode: 'enforce', decision })
    if (found) throw forbiddenResource(resource, name, text.replace('violate', 'violates'))
  }
  const warned = judged(policy.warn)
  if (!warned.found) return
  context.warn(`would ${warned.text}`)
  count(attributes, tally, policy.warn, { mode: 'warn', decision: 'deny' })
}

const isPrivileged = (policy: Policy, modes: readonly (keyof Policy)[]): boolean =>
  modes.every((mode) => policy[mode].level === 'privileged')

const judgePod = (
  attributes: AdmissionAttributes,
  { findNamespace, tally }: PodSecurityParts,
): void => {
  if (IGNORED.has(attributes.subresource)) return
  const asked = policyOf(findNamespace(attributes.namespace)?.metadata.labels)
  if (asked.errors.length === 0 && isPrivileged(asked.policy, ['enforce', 'audit', 'warn'])) {
    attributes.context.annotate(`${AUDIT}enforce-policy`, levelVersionText(PRIVILEGED))
    count(attributes, tally, asked.policy.enforce, { mode: 'enforce', decision: 'allow' })
    return
  }
  const pod = attributes.object as Pod
  const old = attributes.oldObject as Pod | undefined
  if (old === undefined || isSignificant(pod, old)) evaluate(attributes, asked, pod, true, tally)
}

/** A kind that makes pods is never refused: they will be. */
const judgeMaker = (
  attributes: AdmissionAttributes,
  { findNamespace, tally }: PodSecurityParts,
): void => {
  if (attributes.subresource !== '') return
  const asked = policyOf(findNamespace(attributes.namespace)?.metadata.labels)
  if (asked.errors.length === 0 && isPrivileged(asked.policy, ['audit', 'warn'])) return
  evaluate(attributes, asked, (attributes.object as Deployment).spec.template, false, tally)
}

/** Throws the 422 for labels that say nothing, unless they were there already; warns of pods that would be refused now. */
const judgeNamespace = (attributes: AdmissionAttributes, { podsOf }: PodSecurityParts): void => {
  const { subresource, resource, kind, name, context, object, oldObject } = attributes
  if (subresource !== '') return
  const { policy, errors } = policyOf(object!.metadata.labels)
  const before = oldObject && policyOf(oldObject.metadata.labels)
  if (errors.length > 0 && !isDeepStrictEqual(errors, before?.errors)) {
    throw invalidObject(resource.group, kind, name, errors)
  }
  if (before === undefined) return
  const { enforce } = policy
  const old = before.policy.enforce
  const isRelaxed = enforce.version === old.version && compareLevels(enforce.level, old.level) < 1
  if (isSame(enforce, old) || enforce.level === 'privileged' || isRelaxed) return
  for (const text of existingPodWarnings(name, enforce, context.release, podsOf(name))) {
    context.warn(text)
  }
}

const JUDGES: ReadonlyMap<string, typeof judgePod> = new Map([
  ['/namespaces', judgeNamespace],
  ['/pods', judgePod],
  ['apps/deployments', judgeMaker],
])

/** On in every cluster, and without exemptions where nobody configures them. */
export const podSecurity = (parts: PodSecurityParts): AdmissionPlugin => ({
  name: 'PodSecurity',
  validate: (attributes) => {
    const { operation, resource } = attributes
    if (operation === 'DELETE') return
    JUDGES.get(`${resource.group}/${resource.resource}`)?.(attributes, parts)
  },
})
