/** Services and their endpoints on the wire: the fields that this server defaults, checks or prints. */
import type { KubeObject, StringMap } from '../meta.ts'

export interface ServicePort {
  name?: string
  protocol?: string
  appProtocol?: string
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
  sessionAffinityConfig?: { clientIP?: { timeoutSeconds?: number } }
  loadBalancerIP?: string
  loadBalancerSourceRanges?: string[]
  healthCheckNodePort?: number
  trafficDistribution?: string
  externalName?: string
  externalTrafficPolicy?: string
  ipFamilies?: string[]
  ipFamilyPolicy?: string
  allocateLoadBalancerNodePorts?: boolean
  loadBalancerClass?: string
  internalTrafficPolicy?: string
}

export interface LoadBalancerIngress {
  ip?: string
  ipMode?: string
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
  appProtocol?: string
}

export interface EndpointAddress {
  ip: string
  hostname?: string
  nodeName?: string
}

export interface EndpointSubset {
  addresses?: EndpointAddress[]
  notReadyAddresses?: EndpointAddress[]
  ports?: EndpointPort[]
}

export interface Endpoints extends KubeObject {
  subsets?: EndpointSubset[]
}
