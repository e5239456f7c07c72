/** How keys of the store and names of settings are called in etcd. */

/** The first part of the store's keys; in etcd `--etcd-prefix` takes its place. */
const ROOT = '/registry'

/** Key prefix for bookkeeping; no resource has this name. */
const OWN = '/csrlab/'

/** The first key after all that begin with `prefix`. */
const endOf = (prefix: string): Buffer => {
  const end = Buffer.from(prefix)
  // a prefix ends in a slash
  end[end.length - 1]!++
  return end
}

/** The meaning of a key in etcd; `unknown`: bookkeeping, or of another version of csrlab. */
export interface Place {
  readonly sort: 'row' | 'setting' | 'unknown'
  readonly name: string
}

export class Keys {
  readonly #prefix: string
  /** all that is ours */
  readonly range: { readonly key: Buffer; readonly range_end: Buffer }
  /** the key whose revision elects the compactor */
  readonly compaction: Buffer
  /** the key that names the format of the others */
  readonly format: Buffer
  readonly #settings: string

  /** `prefix`: `--etcd-prefix`, with or without a slash at its end */
  constructor(prefix: string) {
    const parts = prefix.split('/').filter((part) => part !== '')
    this.#prefix = `/${parts.join('/')}`
    this.range = { key: Buffer.from(`${this.#prefix}/`), range_end: endOf(`${this.#prefix}/`) }
    this.compaction = Buffer.from(`${this.#prefix}${OWN}compaction`)
    this.format = Buffer.from(`${this.#prefix}${OWN}format`)
    this.#settings = `${this.#prefix}${OWN}settings/`
  }

  /**
   * The key in etcd of a key of the store. Throws TypeError for one without the prefix of the
   * store's keys.
   */
  ofRow(key: string): Buffer {
    if (!key.startsWith(`${ROOT}/`)) throw new TypeError(`${key} does not begin with ${ROOT}/`)
    return Buffer.from(`${this.#prefix}${key.slice(ROOT.length)}`)
  }

  ofSetting(name: string): Buffer {
    return Buffer.from(`${this.#settings}${name}`)
  }

  /** The meaning of a key in etcd. */
  read(key: Buffer): Place {
    const text = key.toString()
    if (text.startsWith(this.#settings))
      return { sort: 'setting', name: text.slice(this.#settings.length) }
    if (text.startsWith(`${this.#prefix}${OWN}`)) return { sort: 'unknown', name: text }
    return { sort: 'row', name: `${ROOT}${text.slice(this.#prefix.length)}` }
  }
}
