import type { KubeObject } from '../../apimachinery/meta.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'

/** Runs the plugins one after another, in the given order; the first refusal ends it. */
export class AdmissionChain {
  #plugins: readonly AdmissionPlugin[]

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#plugins = plugins
  }

  /** Adds a plugin before all others, and one after them. */
  surround(first: AdmissionPlugin, last: AdmissionPlugin): void {
    this.#plugins = [first, ...this.#plugins, last]
  }

  /** The object after every plugin's change. Throws the StatusError of the plugin that refuses. */
  mutate<T extends KubeObject>(attributes: AdmissionAttributes & { object: T }): T {
    let object = attributes.object
    for (const plugin of this.#plugins) {
      if (plugin.mutate !== undefined) object = plugin.mutate({ ...attributes, object }) as T
    }
    return object
  }

  /** Throws the StatusError of the first plugin that refuses. */
  validate(attributes: AdmissionAttributes): void {
    for (const plugin of this.#plugins) plugin.validate?.(attributes)
  }
}
