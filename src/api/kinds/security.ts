/** What pods and containers say about their security, on the wire: the fields that Pod Security judges. */

export interface SeLinuxOptions {
  user?: string
  role?: string
  type?: string
}

/** What both a pod and a container may say. */
interface SharedSecurityContext {
  seLinuxOptions?: SeLinuxOptions
  windowsOptions?: { hostProcess?: boolean }
  runAsUser?: number
  runAsNonRoot?: boolean
  seccompProfile?: { type?: string }
  appArmorProfile?: { type?: string }
}

export interface PodSecurityContext extends SharedSecurityContext {
  sysctls?: { name: string; value?: string }[]
}

export interface SecurityContext extends SharedSecurityContext {
  capabilities?: { add?: string[]; drop?: string[] }
  privileged?: boolean
  allowPrivilegeEscalation?: boolean
  procMount?: string
}

/** Who is asked whether a container is well, or told that it begins or ends. */
export interface HostHandler {
  httpGet?: { host?: string }
  tcpSocket?: { host?: string }
}
