/** Issuer of service account tokens. */
export const ISSUER = 'https://kubernetes.default.svc.cluster.local'

/** Audiences of tokens that are valid for the API server. */
export const API_AUDIENCES: readonly string[] = [ISSUER]
