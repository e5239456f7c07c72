/** The kubeconfig of a cluster's administrator. */
import { ADMIN_NAME } from '../server/own-certificates.ts'
import type { Identity } from '../ca/identity.ts'
import type { ClusterWay } from './management/cluster-host.ts'
import { serverNameOf } from './address.ts'

interface AccessParts {
  readonly name: string
  readonly caPem: string
  readonly admin: Identity
  /** `https://127.0.0.1:6443/clusters/team-1` */
  readonly url: string
  /** PEM; verifies the host, for kubeconfigs by path */
  readonly hostCaPem: string
  readonly way: ClusterWay
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/**
 * By name, the kubeconfig has the cluster's own CA and `tls-server-name`. By path, for clients that
 * cannot set that name, it has the host's CA.
 */
export const kubeconfigOf = ({ name, caPem, admin, url, hostCaPem, way }: AccessParts): object => {
  const isByName = way === 'name'
  const user = `${name}-admin`
  const context = `${ADMIN_NAME}@${name}`
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          'certificate-authority-data': base64(isByName ? caPem : hostCaPem),
          server: isByName ? new URL(url).origin : url,
          ...(isByName && { 'tls-server-name': serverNameOf(name) }),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: name, user } }],
    'current-context': context,
    preferences: {},
    users: [
      {
        name: user,
        user: {
          'client-certificate-data': base64(admin.certificatePem),
          'client-key-data': base64(admin.keyPem),
        },
      },
    ],
  }
}
