/** Profiles of AppArmor that annotations name become fields (`applyAppArmorVersionSkew` of `pkg/registry/core/pod`, 1.36). */
import { isDeepStrictEqual } from 'node:util'
import type { RequestContext } from '../../../api/context.ts'
import type { Container } from '../../../api/kinds/containers.ts'
import type { Pod } from '../../../api/kinds/pods.ts'
import type { SecurityProfile } from '../../../api/kinds/security.ts'
import { FieldPath } from '../../../api/field.ts'
import { validateAppArmor } from './rules/security-profiles.ts'

/** Before the name of a container. */
export const APP_ARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/'
const LOCAL = 'localhost/'

/** What an annotation says, as a field; undefined when it says nothing that is one. */
export const profileOfAnnotation = (annotation: string): SecurityProfile | undefined => {
  if (annotation === 'unconfined') return { type: 'Unconfined' }
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' }
  return annotation.length > LOCAL.length && annotation.startsWith(LOCAL)
    ? { type: 'Localhost', localhostProfile: annotation.slice(LOCAL.length) }
    : undefined
}

const isValid = (profile: SecurityProfile): boolean =>
  validateAppArmor(profile, FieldPath.of('')).length === 0

/** Warns of annotations that had to become fields, and of those that could not. */
export const withAppArmorFields = (pod: Pod, { warn }: Pick<RequestContext, 'warn'>): Pod => {
  const { metadata, spec } = pod
  const { annotations = {} } = metadata
  const keys = Object.keys(annotations).filter((key) => key.startsWith(APP_ARMOR_PREFIX))
  if (keys.length === 0 || spec.os?.name === 'windows') return pod
  const ofPod = spec.securityContext?.appArmorProfile
  const filledIn = (container: Container): Container => {
    const key = `${APP_ARMOR_PREFIX}${container.name}`
    const annotation = annotations[key]
    if (annotation === undefined || container.securityContext?.appArmorProfile) return container
    const named = profileOfAnnotation(annotation)
    const appArmorProfile = named && isValid(named) ? named : undefined
    if (appArmorProfile && isDeepStrictEqual(appArmorProfile, ofPod)) return container
    const path = FieldPath.of('metadata', 'annotations').key(key).toString()
    warn(`${path}: deprecated since v1.30; use the "appArmorProfile" field instead`)
    return appArmorProfile
      ? { ...container, securityContext: { ...container.securityContext, appArmorProfile } }
      : container
  }
  return {
    ...pod,
    spec: {
      ...spec,
      ...(spec.initContainers && { initContainers: spec.initContainers.map(filledIn) }),
      containers: spec.containers?.map(filledIn) ?? null,
    },
  }
}
