/** Settings of the kernel (`validateSysctls` of `pkg/apis/core/validation`, 1.36). */
import {
  duplicate,
  invalid,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'

const SEGMENT = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const NAME = `^(${SEGMENT}[\\./])*${SEGMENT}$`
const NAME_MAX = 253

/** What the pattern of the error asks for, in a form that takes time as the name is long. */
const isName = (name: string): boolean =>
  name.length <= NAME_MAX &&
  name.split(/[./]/).every((part) => /^[a-z0-9][-_a-z0-9]*$/.test(part) && !/[-_]$/.test(part))

/** Settings that each have of their own who do not share this with the node. */
const OF_MESSAGES = new Set([
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
  'kernel.shm',
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.msg',
])

/** Slashes separate as dots do, where the first separator is one. */
const normalized = (name: string): string => {
  const first = /[./]/.exec(name)?.[0]
  if (first !== '/') return name
  return name.replaceAll(/[./]/g, (separator) => (separator === '/' ? '.' : '/'))
}

const validateShared = (name: string, spec: PodSpec, path: FieldPath): FieldError[] => {
  const setting = normalized(name).split('*', 1)[0]!
  if (spec.hostNetwork === true && setting.startsWith('net.')) {
    return [invalid(path, name, "may not be specified when 'hostNetwork' is true")]
  }
  const isOfMessages = OF_MESSAGES.has(setting) || setting.startsWith('fs.mqueue.')
  return spec.hostIPC === true && isOfMessages
    ? [invalid(path, name, "may not be specified when 'hostIPC' is true")]
    : []
}

export const validateSysctls = (spec: PodSpec, path: FieldPath): FieldError[] => {
  const taken = new Set<string>()
  return (spec.securityContext?.sysctls ?? []).flatMap(({ name }, i) => {
    const at = path.index(i).child('name')
    const errors: FieldError[] = []
    if (name === '') errors.push(required(at))
    else if (!isName(name)) {
      const text = `must have at most ${NAME_MAX} characters and match regex ${NAME}`
      errors.push(invalid(at, name, text))
    } else if (taken.has(name)) errors.push(duplicate(at, name))
    taken.add(name)
    return [...errors, ...validateShared(name, spec, at)]
  })
}
