import { onRefusedCsr } from '../about.ts'
import { utcTime } from '../time.ts'

export const wasDeleted = onRefusedCsr({
  codes: [404],
  id: 'was-deleted',
  page: 'requests',
  says: ({ error, name, cluster, command }) => {
    // with these commands, the object is often missing on purpose
    if (/^kubectl (apply|create|delete|replace|wait)/.test(command)) return undefined
    if (error.status.details?.name !== name) return undefined
    const grave = cluster.tombstone(name)
    if (grave === undefined) return undefined
    const ends = grave.certificateEnds
    const certificate =
      ends !== undefined && ends > cluster.now()
        ? ` Its certificate still works until ${utcTime(ends)}.`
        : ''
    return {
      text:
        grave.cleaned === undefined
          ? `there was a request ${name}; ${grave.by} deleted it at ${utcTime(grave.at)}.${certificate}`
          : `there was a request ${name}; it was cleaned up at ${utcTime(grave.at)}, because ${grave.cleaned}.${certificate}`,
    }
  },
})
