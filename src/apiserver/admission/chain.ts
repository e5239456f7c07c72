import type { KubeObject } from '../../apimachinery/meta.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'

export class AdmissionChain {
  readonly #plugins: readonly AdmissionPlugin[]

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#plugins = plugins
  }

  /** Returns the object after all plugins. Throws the StatusError of a refusal. */
  mutate<T extends KubeObject>(attributes: AdmissionAttributes & { object: T }): T {
    let object = attributes.object
    for (const plugin of this.#plugins) {
      if (plugin.mutate !== undefined) object = plugin.mutate({ ...attributes, object }) as T
    }
    return object
  }

  validate(attributes: AdmissionAttributes): void {
    for (const plugin of this.#plugins) plugin.validate?.(attributes)
  }
}
