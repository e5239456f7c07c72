/** Kubeconfigs of a lab, with the names that kubeadm gives. Pure. */
import { jsonToYaml } from '../../apimachinery/text/yaml/write.ts'
import { type LabAddress, servingCaOf } from './lab-server.ts'

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
