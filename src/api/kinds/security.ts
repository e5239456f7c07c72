/** What pods and containers say about their security, on the wire: the fields that validation and Pod Security judge. */

export interface SeLinuxOptions {
  user?: string
  role?: string
  type?: string
  level?: string
}

/** How far a container is kept from the kernel by seccomp, or by AppArmor. */
export interface SecurityProfile {
  type?: string
  localhostProfile?: string
}

export interface WindowsOptions {
  gmsaCredentialSpecName?: string
  gmsaCredentialSpec?: string
  runAsUserName?: string
  hostProcess?: boolean
}

/** What both a pod and a container may say. */
interface SharedSecurityContext {
  seLinuxOptions?: SeLinuxOptions
  windowsOptions?: WindowsOptions
  runAsUser?: number
  runAsGroup?: number
  runAsNonRoot?: boolean
  seccompProfile?: SecurityProfile
  appArmorProfile?: SecurityProfile
}

export interface PodSecurityContext extends SharedSecurityContext {
  sysctls?: { name: string; value?: string }[]
  fsGroup?: number
  fsGroupChangePolicy?: string
  supplementalGroups?: number[]
  supplementalGroupsPolicy?: string
  seLinuxChangePolicy?: string
}

export interface SecurityContext extends SharedSecurityContext {
  capabilities?: { add?: string[]; drop?: string[] }
  privileged?: boolean
  readOnlyRootFilesystem?: boolean
  allowPrivilegeEscalation?: boolean
  procMount?: string
}

/** Who is asked whether a container is well, or told that it begins or ends. */
export interface HostHandler {
  httpGet?: { host?: string }
  tcpSocket?: { host?: string }
}
