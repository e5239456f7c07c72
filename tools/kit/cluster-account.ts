/** An administrator of a hosted cluster. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client, Where } from './client.ts'

export const CLUSTERS = '/csrlab/v1/clusters'

export const pathIn = (cluster: string, path: string): string => `/clusters/${cluster}${path}`

/**
 * Makes a service account an administrator of a cluster, and returns the account's token. `host`:
 * the host administrator's client.
 */
export const accountOf = async (host: Client, cluster: string): Promise<string> => {
  const { users } = await host.must('GET', `${CLUSTERS}/${cluster}/kubeconfig?way=path`)
  const pem = (field: string): Buffer => Buffer.from(users[0].user[field], 'base64')
  const admin = {
    cert: pem('client-certificate-data'),
    key: pem('client-key-data'),
    agent: false,
  } as const
  const ask = (path: string, body: object): Promise<any> =>
    host.must('POST', pathIn(cluster, path), body, { authorization: '' }, admin)
  await ask('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'account' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
  })
  const { status } = await ask('/api/v1/namespaces/default/serviceaccounts/default/token', {
    spec: {},
  })
  return status.token
}

/** Makes an administrator of a hosted cluster, with files for clients below `folder`. */
export const placeOf = async (
  { url, dataDir }: Where,
  host: Client,
  cluster: string,
  folder: string,
): Promise<Where> => {
  const token = await accountOf(host, cluster)
  const place = join(folder, cluster)
  mkdirSync(place)
  copyFileSync(join(dataDir, 'ca.crt'), join(place, 'ca.crt'))
  writeFileSync(join(place, 'token'), token)
  return { url, dataDir: place, prefix: pathIn(cluster, '') }
}
