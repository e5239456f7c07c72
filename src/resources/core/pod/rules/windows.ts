/** What containers are on Windows (`validateWindowsSecurityContextOptions` and its like of `pkg/apis/core/validation`, 1.36). */
import { invalid, JsonValue, type FieldError, type FieldPath } from '../../../../api/field.ts'
import { dns1123SubdomainErrors } from '../../../../api/names.ts'
import type { PodSpec } from '../../../../api/kinds/pods.ts'
import type { WindowsOptions } from '../../../../api/kinds/security.ts'
import { containersWithPaths } from './visit.ts'

const SPEC_MAX_KIB = 64
const DOMAIN_MAX = 256
const USER_MAX = 104

const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
const LABEL = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/

const isDomain = (domain: string): boolean =>
  NETBIOS.test(domain) || domain.split('.').every((label) => LABEL.test(label))

/** What is wrong with `USER` or `DOMAIN\USER`. */
const userNameErrors = (name: string): string[] => {
  if (name === '') return ['runAsUserName cannot be an empty string']
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001F\u007F]/.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const user = parts.at(-1)!
  const domain = parts.length === 2 ? parts[0]! : undefined
  const errors: string[] = []
  if (domain !== undefined && Buffer.byteLength(domain) >= DOMAIN_MAX) {
    errors.push(`runAsUserName's Domain length must be under ${DOMAIN_MAX} characters`)
  }
  if (domain !== undefined && !isDomain(domain)) {
    errors.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
  }
  if (user === '') errors.push("runAsUserName's User cannot be empty")
  else if (Buffer.byteLength(user) > USER_MAX) {
    errors.push(`runAsUserName's User length must not be longer than ${USER_MAX} characters`)
  }
  if (/^[. ]+$/.test(user)) {
    errors.push("runAsUserName's User cannot contain only periods or spaces")
  }
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    errors.push(
      String.raw`runAsUserName's User cannot contain the following characters: "/\:;|=,+*?<>@[]`,
    )
  }
  return errors
}

const specErrors = (spec: string): string[] => {
  if (spec === '') return ['gmsaCredentialSpec cannot be an empty string']
  return Buffer.byteLength(spec) > SPEC_MAX_KIB * 1024
    ? [`gmsaCredentialSpec size must be under ${SPEC_MAX_KIB} KiB`]
    : []
}

const CHECKS = {
  gmsaCredentialSpecName: dns1123SubdomainErrors,
  gmsaCredentialSpec: specErrors,
  runAsUserName: userNameErrors,
}

export const validateWindowsOptions = (
  options: WindowsOptions = {},
  path: FieldPath,
): FieldError[] =>
  Object.entries(CHECKS).flatMap(([name, check]) => {
    const value = options[name as keyof typeof CHECKS]
    if (value === undefined) return []
    return check(value).map((text) => invalid(path.child(name), new JsonValue(value), text))
  })

/** Containers that are processes of the node: all of a pod or none, and on the node's network. */
export const validateHostProcesses = (spec: PodSpec, path: FieldPath): FieldError[] => {
  const ofPod = spec.securityContext?.windowsOptions?.hostProcess
  const containers = containersWithPaths(spec, path)
  const kinds = new Set(
    containers.map(
      ([{ securityContext }]) => securityContext?.windowsOptions?.hostProcess ?? ofPod ?? false,
    ),
  )
  const errors = containers.flatMap(([{ securityContext }, at]) => {
    const own = securityContext?.windowsOptions?.hostProcess
    if (ofPod === undefined || own === undefined || own === ofPod) return []
    const text = `pod hostProcess value must be identical if both are specified, was ${ofPod}`
    return [invalid(at.child('securityContext', 'windowsOptions', 'hostProcess'), own, text)]
  })
  if (!kinds.has(true)) return errors
  if (kinds.has(false)) {
    const text =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers'
    errors.push(invalid(path, '', text))
  }
  if (spec.hostNetwork !== true) {
    const text = 'hostNetwork must be true if pod contains any hostProcess containers'
    errors.push(invalid(path.child('hostNetwork'), false, text))
  }
  return errors
}
