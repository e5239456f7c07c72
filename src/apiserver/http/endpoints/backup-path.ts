/** A POST here writes a backup to the data folder, and returns its file name. */
export const BACKUP_PATH = '/csrlab/backup'

export const BACKUP_PREFIX = 'csrlab-backup-'
