const DOCS = 'https://kubernetes.io/docs'
const CSR = `${DOCS}/reference/access-authn-authz/certificate-signing-requests`

export const PAGES = {
  requests: `${CSR}/`,
  signing: `${CSR}/#request-signing-process`,
  signers: `${CSR}/#kubernetes-signers`,
  authorization: `${CSR}/#authorization`,
  tutorial: `${DOCS}/tasks/tls/certificate-issue-client-csr/`,
  rbac: `${DOCS}/reference/access-authn-authz/rbac/`,
  x509: `${DOCS}/reference/access-authn-authz/authentication/#x509-client-certificates`,
  authentication: `${DOCS}/reference/access-authn-authz/authentication/`,
  kubeconfig: `${DOCS}/concepts/configuration/organize-cluster-access-kubeconfig/`,
  deprecation: `${DOCS}/reference/using-api/deprecation-guide/#certificatesigningrequest-v122`,
} as const

/** A page of the Kubernetes documentation. */
export type DocumentationPage = keyof typeof PAGES
