/** A Map that several may have together until one of them changes it. */
export class SharedMap<V> {
  #map = new Map<string, V>()
  /** others have the same one: it is copied before it changes */
  #isShared = false

  get size(): number {
    return this.#map.size
  }

  get(key: string): V | undefined {
    return this.#map.get(key)
  }

  has(key: string): boolean {
    return this.#map.has(key)
  }

  keys(): Iterable<string> {
    return this.#map.keys()
  }

  values(): Iterable<V> {
    return this.#map.values()
  }

  set(key: string, value: V): void {
    if (this.#map.get(key) === value) return
    this.#own()
    this.#map.set(key, value)
  }

  delete(key: string): void {
    if (!this.#map.has(key)) return
    this.#own()
    this.#map.delete(key)
  }

  /** Whether both have the same keys, with values that `isSame` takes for the same; default: the very same. */
  isLike(other: SharedMap<V>, isSame: (a: V, b: V | undefined) => boolean = Object.is): boolean {
    if (this.#map === other.#map) return true
    if (this.#map.size !== other.#map.size) return false
    for (const [key, value] of this.#map) if (!isSame(value, other.#map.get(key))) return false
    return true
  }

  /** Has what `other` has in the place of its own, once for both, until either changes. */
  join(other: SharedMap<V>): void {
    if (this.#map === other.#map) return
    this.#map = other.#map
    this.#isShared = true
    other.#isShared = true
  }

  #own(): void {
    if (!this.#isShared) return
    this.#map = new Map(this.#map)
    this.#isShared = false
  }
}
