/** `--etcd-prefix` replaces this part of keys. */
const ROOT = '/registry'

/** Key prefix for bookkeeping; no resource has this name. */
const OWN = '/csrlab/'

const endOf = (prefix: string): Buffer => {
  const end = Buffer.from(prefix)
  end[end.length - 1]!++
  return end
}

/** `unknown`: a key for bookkeeping, or a key of another csrlab version */
interface KeyLocation {
  readonly sort: 'row' | 'setting' | 'unknown'
  readonly name: string
}

export type Keys = ReturnType<typeof keysUnder>

/** `prefix`: `--etcd-prefix`, with or without a final slash */
export const keysUnder = (prefix: string) => {
  const root = `/${prefix
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`
  const own = `${root}${OWN}`
  const settings = `${own}settings/`
  return {
    range: { key: Buffer.from(`${root}/`), range_end: endOf(`${root}/`) },
    /** the key whose revision elects the compactor */
    compaction: Buffer.from(`${own}compaction`),
    format: Buffer.from(`${own}format`),
    /** Throws TypeError for a key outside {@link ROOT}. */
    ofRow(key: string): Buffer {
      if (!key.startsWith(`${ROOT}/`)) throw new TypeError(`${key} does not begin with ${ROOT}/`)
      return Buffer.from(`${root}${key.slice(ROOT.length)}`)
    },
    ofSetting: (name: string): Buffer => Buffer.from(`${settings}${name}`),
    read(key: Buffer): KeyLocation {
      const text = key.toString()
      if (text.startsWith(settings)) return { sort: 'setting', name: text.slice(settings.length) }
      if (text.startsWith(own)) return { sort: 'unknown', name: text }
      return { sort: 'row', name: `${ROOT}${text.slice(root.length)}` }
    },
  }
}
