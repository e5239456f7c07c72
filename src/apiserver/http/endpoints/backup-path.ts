/** The contract between a server and `csrlab backup`. */

/** A POST copies the state into the data folder, and returns the name of the copy. */
export const BACKUP_PATH = '/csrlab/backup'

export const BACKUP_PREFIX = 'csrlab-backup-'
