/** A POST copies the state into the data folder, and returns the copy's name. */
export const BACKUP_PATH = '/csrlab/backup'

export const BACKUP_PREFIX = 'csrlab-backup-'
