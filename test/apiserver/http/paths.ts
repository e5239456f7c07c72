export const CSRS = '/apis/certificates.k8s.io/v1/certificatesigningrequests'
export const SECRETS = '/api/v1/namespaces/default/secrets'

export const secret = (name: string, labels?: Record<string, string>): object => ({
  metadata: { name, ...(labels === undefined ? {} : { labels }) },
})
