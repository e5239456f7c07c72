/** Ports of containers (`validateContainerPorts` and `AccumulateUniqueHostPorts` of `pkg/apis/core/validation`, 1.36). */
import {
  duplicate,
  invalid,
  required,
  type FieldError,
  type FieldPath,
} from '../../../../api/field.ts'
import { portNameErrors, portNumberErrors } from '../../../../api/names.ts'
import type { Container, ContainerPort } from '../../../../api/kinds/containers.ts'
import { validateText, validateWord } from './words.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

const validateNumber = (path: FieldPath, number: number): FieldError[] =>
  portNumberErrors(number).map((text) => invalid(path, number, text))

/** `taken` grows. */
const validateName = (path: FieldPath, name: string, taken: Set<string>): FieldError[] => {
  if (name === '') return []
  const errors = validateText(path, name, portNameErrors)
  if (errors.length > 0) return errors
  if (taken.has(name)) return [duplicate(path, name)]
  taken.add(name)
  return []
}

export const validatePorts = (ports: readonly ContainerPort[], path: FieldPath): FieldError[] => {
  const taken = new Set<string>()
  return ports.flatMap(({ name = '', hostPort = 0, containerPort, protocol }, i) => {
    const at = path.index(i)
    return [
      ...validateName(at.child('name'), name, taken),
      ...(containerPort === 0
        ? [required(at.child('containerPort'))]
        : validateNumber(at.child('containerPort'), containerPort)),
      ...(hostPort === 0 ? [] : validateNumber(at.child('hostPort'), hostPort)),
      ...validateWord(at.child('protocol'), protocol, PROTOCOLS),
    ]
  })
}

/** A port of the node, at one of its addresses, is one container's. */
export const validateHostPorts = (
  containers: readonly Container[],
  path: FieldPath,
): FieldError[] => {
  const taken = new Set<string>()
  return containers.flatMap(({ ports = [] }, i) =>
    ports.flatMap(({ hostPort = 0, hostIP = '', protocol = '' }, at) => {
      if (hostPort === 0) return []
      const port = `${protocol}/${hostIP}/${hostPort}`
      const where = path.index(i).child('ports').index(at).child('hostPort')
      if (taken.has(port)) return [duplicate(where, port)]
      taken.add(port)
      return []
    }),
  )
}
