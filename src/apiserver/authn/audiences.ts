/** issuer of service account tokens */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local'

/** audiences of the API server */
export const API_AUDIENCES: readonly string[] = [ISSUER]
