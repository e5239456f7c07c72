import type { KubeObject } from '../../apimachinery/meta.ts'
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts'

export class AdmissionChain {
  #plugins: readonly AdmissionPlugin[]

  constructor(plugins: readonly AdmissionPlugin[]) {
    this.#plugins = plugins
  }

  surround(first: AdmissionPlugin, last: AdmissionPlugin): void {
    this.#plugins = [first, ...this.#plugins, last]
  }

  #pluginsFor({ resource, subresource }: AdmissionAttributes): readonly AdmissionPlugin[] {
    const target = `${resource.group}/${resource.resource}/${subresource}`
    return this.#plugins.filter(({ on }) => on === undefined || on === target)
  }

  /** Returns the object after all plugins. */
  mutate<T extends KubeObject>(attributes: AdmissionAttributes & { object: T }): T {
    let seen = attributes
    for (const plugin of this.#pluginsFor(attributes)) {
      const object = (plugin.mutate?.(seen) ?? seen.object) as T
      if (object !== seen.object) seen = { ...seen, object }
    }
    return seen.object
  }

  validate(attributes: AdmissionAttributes): void {
    for (const plugin of this.#pluginsFor(attributes)) plugin.validate?.(attributes)
  }
}
