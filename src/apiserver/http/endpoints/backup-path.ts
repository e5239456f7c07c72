/** How a running server hands a copy of its state to `csrlab backup`: what both must know. */

/** Posted to by the command: the server answers with the name of a copy in its data folder. */
export const BACKUP_PATH = '/csrlab/backup'

/** What the names of these copies begin with. */
export const BACKUP_PREFIX = 'csrlab-backup-'
