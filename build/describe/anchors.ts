/** Values that stand in a document many times. Each is written once, with an anchor, and is an alias from then on. */
export class Anchors {
  readonly #values = new Map<string, object>()
  readonly #names = new Map<object, string>()

  /** The value of a name: the same object at each call. `make` makes it; a name has one value. */
  value<T extends object>(name: string, make: () => T): T {
    const known = this.#values.get(name)
    if (known !== undefined) return known as T
    const value = make()
    this.#values.set(name, value)
    this.#names.set(value, name)
    return value
  }

  nameOf(value: object): string | undefined {
    return this.#names.get(value)
  }
}
