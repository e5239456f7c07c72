/** Names of settings that differ with where a cluster is kept. */

/** The administrator's token of a cluster that several processes serve: encrypted, as all that ends so. */
export const SHARED_TOKEN = 'admin-token.key'

/** Of one in a data folder, which has the token itself in a file. */
export const TOKEN_HASH = 'admin.token.sha256'

/** How the token was kept before only its hash was; the next start makes the file and the hash of it. */
export const PLAIN_TOKEN = 'admin.token'
