/** The contract between a server and `csrlab backup`. */

/** A POST is answered with the name of a copy in the data folder. */
export const BACKUP_PATH = '/csrlab/backup'

/** The prefix of these names. */
export const BACKUP_PREFIX = 'csrlab-backup-'
