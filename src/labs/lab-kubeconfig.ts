/** Kubeconfigs of a lab, with the names that kubeadm gives. Pure. */
import { jsonToYaml } from '../api/text/yaml/write.ts'
import { type LabAddress, type LabServer, servingCaOf } from './lab-server.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

export const ADMIN_USER = 'kubernetes-admin'
const CLUSTER = 'kubernetes'

export interface KubeconfigUser {
  readonly name: string
  readonly certificatePem: string
  readonly keyPem: string
}

export const labKubeconfig = (
  server: LabAddress,
  { name, certificatePem, keyPem }: KubeconfigUser,
): string => {
  const context = `${name}@${CLUSTER}`
  return jsonToYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: CLUSTER,
        cluster: {
          'certificate-authority-data': base64(servingCaOf(server)),
          server: server.url,
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: CLUSTER, user: name } }],
    'current-context': context,
    preferences: {},
    users: [
      {
        name,
        user: {
          'client-certificate-data': base64(certificatePem),
          'client-key-data': base64(keyPem),
        },
      },
    ],
  })
}

/** One with a context for each cluster, by the names of the contexts; the first is the current one. */
export const joinedKubeconfig = (
  clusters: readonly {
    readonly name: string
    readonly server: Pick<LabServer, 'url' | 'caPem' | 'admin'>
  }[],
): string =>
  jsonToYaml({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: clusters.map(({ name, server: { url, caPem } }) => ({
      name,
      cluster: { 'certificate-authority-data': base64(caPem), server: url },
    })),
    contexts: clusters.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    'current-context': clusters[0]?.name ?? '',
    preferences: {},
    users: clusters.map(({ name, server: { admin } }) => ({
      name,
      user: {
        'client-certificate-data': base64(admin.certificatePem),
        'client-key-data': base64(admin.keyPem),
      },
    })),
  })
