/** CSRs and approvals for the programs in `tools/`. */
import { makeRequest } from '../../src/ca/new-request.ts'

/** `count` different CSRs as base64 of PEM, each with a new key. */
export const makeRequests = (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const made = await makeRequest({ commonName: `user-${i}`, organizations: ['reliability'] })
      return Buffer.from(made.requestPem).toString('base64')
    }),
  )

export const csr = (name: string, request: string): object => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name },
  spec: {
    request,
    signerName: 'kubernetes.io/kube-apiserver-client',
    usages: ['client auth'],
  },
})

/** The body of a PUT to `/approval`. */
export const approval = (name: string): object => ({
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name },
  spec: {},
  status: {
    conditions: [
      { type: 'Approved', status: 'True', reason: 'Reliability', message: 'by a program' },
    ],
  },
})
