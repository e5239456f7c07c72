/** How keys of the store and names of settings are called in etcd. */

/** What keys of the store begin with; in etcd it is `--etcd-prefix`, which is this one as it comes. */
const ROOT = '/registry'

/** Of what is no object. No resource is called so. */
const OWN = '/csrlab/'

/** The first key after all that begin with `prefix`. */
const endOf = (prefix: string): Buffer => {
  const end = Buffer.from(prefix)
  // a prefix ends in a slash
  end[end.length - 1]!++
  return end
}

/** What a key of etcd stands for; `unknown` for all else that is ours. */
export interface Place {
  readonly sort: 'row' | 'setting' | 'snapshot' | 'format' | 'unknown'
  readonly name: string
}

export class Keys {
  readonly #prefix: string
  /** all that is ours */
  readonly range: { readonly key: Buffer; readonly range_end: Buffer }
  /** what replicas agree by on who compacts */
  readonly compaction: Buffer
  /** in which form the others are */
  readonly format: Buffer
  readonly #guards: string
  readonly #settings: string
  readonly #snapshots: string

  /** `prefix`: `--etcd-prefix`, with or without a slash at its end */
  constructor(prefix: string) {
    const parts = prefix.split('/').filter((part) => part !== '')
    this.#prefix = `/${parts.join('/')}`
    this.range = { key: Buffer.from(`${this.#prefix}/`), range_end: endOf(`${this.#prefix}/`) }
    this.compaction = Buffer.from(`${this.#prefix}${OWN}compaction`)
    this.format = Buffer.from(`${this.#prefix}${OWN}format`)
    this.#guards = `${this.#prefix}${OWN}guards/`
    this.#settings = `${this.#prefix}${OWN}settings/`
    this.#snapshots = `${this.#prefix}${OWN}snapshots/`
  }

  /** What a key of the store is called in etcd. Throws TypeError for one that does not begin as they do. */
  ofRow(key: string): Buffer {
    if (!key.startsWith(`${ROOT}/`)) throw new TypeError(`${key} does not begin with ${ROOT}/`)
    return Buffer.from(`${this.#prefix}${key.slice(ROOT.length)}`)
  }

  /** The key of a guard, by its number. */
  ofGuard(number: number): Buffer {
    return Buffer.from(`${this.#guards}${number}`)
  }

  ofSetting(name: string): Buffer {
    return Buffer.from(`${this.#settings}${name}`)
  }

  /** `path`: of a part of a snapshot, without anything that is no part of a key */
  ofSnapshot(path: string): Buffer {
    return Buffer.from(`${this.#snapshots}${path}`)
  }

  /** What is kept under a key of etcd. */
  read(key: Buffer): Place {
    const text = key.toString()
    if (text.startsWith(this.#settings))
      return { sort: 'setting', name: text.slice(this.#settings.length) }
    if (text.startsWith(this.#snapshots))
      return { sort: 'snapshot', name: text.slice(this.#snapshots.length) }
    if (text.startsWith(`${this.#prefix}${OWN}`))
      return { sort: key.equals(this.format) ? 'format' : 'unknown', name: text }
    return { sort: 'row', name: `${ROOT}${text.slice(this.#prefix.length)}` }
  }
}
