import type { KubeObject } from '../../apimachinery/meta.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'

const applies = (
  { on }: AdmissionPlugin,
  { resource, subresource }: AdmissionAttributes,
): boolean => on === undefined || on === `${resource.group}/${resource.resource}/${subresource}`

export class AdmissionChain {
  #plugins: readonly AdmissionPlugin[]

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#plugins = plugins
  }

  surround(first: AdmissionPlugin, last: AdmissionPlugin): void {
    this.#plugins = [first, ...this.#plugins, last]
  }

  /** Returns the object after all plugins. */
  mutate<T extends KubeObject>(attributes: AdmissionAttributes & { object: T }): T {
    let seen = attributes
    for (const plugin of this.#plugins) {
      if (!applies(plugin, seen)) continue
      const object = (plugin.mutate?.(seen) ?? seen.object) as T
      if (object !== seen.object) seen = { ...seen, object }
    }
    return seen.object
  }

  validate(attributes: AdmissionAttributes): void {
    for (const plugin of this.#plugins)
      if (applies(plugin, attributes)) plugin.validate?.(attributes)
  }
}
