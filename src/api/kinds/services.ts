/** Services and their endpoints on the wire: the fields that this server defaults, checks or prints. */
import type { KubeObject, StringMap } from '../meta.ts'

export interface ServicePort {
  name?: string
  protocol?: string
  port: number
  /** number or name of a port of the pods; 0 when the client sent none */
  targetPort?: number | string
  nodePort?: number
}

export interface ServiceSpec {
  ports?: ServicePort[]
  selector?: StringMap
  /** an address, or `None` for a headless service */
  clusterIP?: string
  clusterIPs?: string[]
  type?: string
  externalIPs?: string[]
  sessionAffinity?: string
  externalName?: string
  externalTrafficPolicy?: string
  ipFamilies?: string[]
  ipFamilyPolicy?: string
  allocateLoadBalancerNodePorts?: boolean
  internalTrafficPolicy?: string
}

export interface LoadBalancerIngress {
  ip?: string
  hostname?: string
}

export interface Service extends KubeObject {
  spec: ServiceSpec
  status: { loadBalancer?: { ingress?: LoadBalancerIngress[] } }
}

export interface EndpointPort {
  name?: string
  port: number
  protocol?: string
}

export interface EndpointAddress {
  ip: string
}

export interface EndpointSubset {
  addresses?: EndpointAddress[]
  notReadyAddresses?: EndpointAddress[]
  ports?: EndpointPort[]
}

export interface Endpoints extends KubeObject {
  subsets?: EndpointSubset[]
}
