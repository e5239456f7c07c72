/** Repeated values of a document: written once with an anchor, then as aliases. */
export class Anchors {
  readonly #values = new Map<string, object>()
  readonly #names = new Map<object, string>()

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
