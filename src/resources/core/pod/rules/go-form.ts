/**
 * Values in the form in which Go prints its internal types: names of fields begin with a capital, and a field behind a pointer that
 * is not set is null.
 */
import { JsonValue } from '../../../../api/field.ts'

/** For each field in Go's order: its name in JSON, and what is printed when it is not set. */
type GoFields = Readonly<Record<string, readonly [name: string, unset: unknown, of?: GoFields]>>

const goObject = (value: object | undefined, fields: GoFields): object | null => {
  if (value === undefined) return null
  const given = value as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries(fields).map(([goName, [name, unset, of]]) => {
      const field = given[name]
      if (field === undefined) return [goName, unset]
      return [goName, of && typeof field === 'object' ? goObject(field as object, of) : field]
    }),
  )
}

const PROFILE: GoFields = { Type: ['type', ''], LocalhostProfile: ['localhostProfile', null] }

const CLAIM: GoFields = {
  Name: ['name', ''],
  ResourceClaimName: ['resourceClaimName', null],
  ResourceClaimTemplateName: ['resourceClaimTemplateName', null],
}

const TRUST_BUNDLE: GoFields = {
  Name: ['name', null],
  SignerName: ['signerName', null],
  LabelSelector: ['labelSelector', null],
  Optional: ['optional', null],
  Path: ['path', ''],
}

const SECURITY_CONTEXT: GoFields = {
  Capabilities: ['capabilities', null, { Add: ['add', null], Drop: ['drop', null] }],
  Privileged: ['privileged', null],
  SELinuxOptions: [
    'seLinuxOptions',
    null,
    { User: ['user', ''], Role: ['role', ''], Type: ['type', ''], Level: ['level', ''] },
  ],
  WindowsOptions: [
    'windowsOptions',
    null,
    {
      GMSACredentialSpecName: ['gmsaCredentialSpecName', null],
      GMSACredentialSpec: ['gmsaCredentialSpec', null],
      RunAsUserName: ['runAsUserName', null],
      HostProcess: ['hostProcess', null],
    },
  ],
  RunAsUser: ['runAsUser', null],
  RunAsGroup: ['runAsGroup', null],
  RunAsNonRoot: ['runAsNonRoot', null],
  ReadOnlyRootFilesystem: ['readOnlyRootFilesystem', null],
  AllowPrivilegeEscalation: ['allowPrivilegeEscalation', null],
  ProcMount: ['procMount', null],
  SeccompProfile: ['seccompProfile', null, PROFILE],
  AppArmorProfile: ['appArmorProfile', null, PROFILE],
}

const RESIZE_POLICY: GoFields = {
  ResourceName: ['resourceName', ''],
  RestartPolicy: ['restartPolicy', ''],
}

const REQUIREMENT: GoFields = {
  Key: ['key', ''],
  Operator: ['operator', ''],
  Values: ['values', null],
}

const printer =
  (fields: GoFields) =>
  (value: object): JsonValue =>
    new JsonValue(goObject(value, fields))

export const goProfile = printer(PROFILE)
export const goClaim = printer(CLAIM)
export const goTrustBundle = printer(TRUST_BUNDLE)
export const goSecurityContext = printer(SECURITY_CONTEXT)

export const goResizePolicies = (policies: readonly object[]): JsonValue =>
  new JsonValue(policies.map((policy) => goObject(policy, RESIZE_POLICY)))

const requirements = (list: readonly object[] | undefined): unknown =>
  list === undefined ? null : list.map((requirement) => goObject(requirement, REQUIREMENT))

/** A term of a node selector. */
export const goNodeTerm = (term: {
  readonly matchExpressions?: readonly object[]
  readonly matchFields?: readonly object[]
}): object => ({
  MatchExpressions: requirements(term.matchExpressions),
  MatchFields: requirements(term.matchFields),
})
