/** `--etcd-prefix` replaces this part of keys. */
const ROOT = '/registry'

/** Key prefix for bookkeeping; no resource has this name. */
const OWN = '/csrlab/'

const endOf = (prefix: string): Buffer => {
  const end = Buffer.from(prefix)
  end[end.length - 1]!++
  return end
}

/** `unknown`: bookkeeping, or another version's key */
interface KeyLocation {
  readonly sort: 'row' | 'setting' | 'unknown'
  readonly name: string
}

export class Keys {
  readonly #prefix: string
  readonly range: { readonly key: Buffer; readonly range_end: Buffer }
  /** the key whose revision elects the compactor */
  readonly compaction: Buffer
  readonly format: Buffer
  readonly #settings: string

  /** `prefix`: `--etcd-prefix`, with or without a final slash */
  constructor(prefix: string) {
    const parts = prefix.split('/').filter((part) => part !== '')
    this.#prefix = `/${parts.join('/')}`
    this.range = { key: Buffer.from(`${this.#prefix}/`), range_end: endOf(`${this.#prefix}/`) }
    this.compaction = Buffer.from(`${this.#prefix}${OWN}compaction`)
    this.format = Buffer.from(`${this.#prefix}${OWN}format`)
    this.#settings = `${this.#prefix}${OWN}settings/`
  }

  /** Throws TypeError for a key outside {@link ROOT}. */
  ofRow(key: string): Buffer {
    if (!key.startsWith(`${ROOT}/`)) throw new TypeError(`${key} does not begin with ${ROOT}/`)
    return Buffer.from(`${this.#prefix}${key.slice(ROOT.length)}`)
  }

  ofSetting(name: string): Buffer {
    return Buffer.from(`${this.#settings}${name}`)
  }

  read(key: Buffer): KeyLocation {
    const text = key.toString()
    if (text.startsWith(this.#settings))
      return { sort: 'setting', name: text.slice(this.#settings.length) }
    if (text.startsWith(`${this.#prefix}${OWN}`)) return { sort: 'unknown', name: text }
    return { sort: 'row', name: `${ROOT}${text.slice(this.#prefix.length)}` }
  }
}
