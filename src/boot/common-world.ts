/** What every new cluster of a host begins with: the default policy and the system's namespaces, as its controllers have left them. */
import type { RequestContext } from '../api/context.ts'
import type { KubeObject } from '../api/meta.ts'
import { RBAC_GROUP } from '../api/kinds/rbac.ts'
import { RbacIndex } from '../authz/rbac-index.ts'
import type { Registry } from '../registry/registry.ts'
import { type Template, templateOf } from '../registry/template.ts'
import type { Store } from '../store/store.ts'

/** What has it, in the order in which it is made: roles are in namespaces. */
const KINDS = [
  ['', 'namespaces'],
  [RBAC_GROUP, 'clusterroles'],
  [RBAC_GROUP, 'roles'],
  [RBAC_GROUP, 'clusterrolebindings'],
  [RBAC_GROUP, 'rolebindings'],
] as const

/** For clusters of the same options: what the first of them had to make through the registry, the others are given. */
export class CommonWorld {
  #templates: readonly Template<KubeObject>[] | undefined
  /** what they come to */
  readonly #roles = new RbacIndex()

  /** Gives an empty store what all have, with uids of its own and made now; false: nobody has shown that yet. Rejects as the store does. */
  async give(store: Pick<Store, 'create'>, context: RequestContext): Promise<boolean> {
    if (this.#templates === undefined) return false
    // none waits for another: one commit
    await Promise.all(
      this.#templates.map((template) => store.create(template.key, template.create(context))),
    )
    return true
  }

  /** Looks at a cluster that is new and settled, in which nobody has done anything yet. */
  learn(shelf: { registryOf(group: string, resource: string): Registry }): void {
    if (this.#templates !== undefined) return
    const rows = KINDS.flatMap(([group, kind]) => shelf.registryOf(group, kind).all().rows)
    const templates = rows.flatMap((row) => templateOf(row) ?? [])
    // of the first clusters of a process some are no templates yet
    if (templates.length !== rows.length) return
    this.#templates = templates
    for (const { object } of templates) this.#roles.set(object)
  }

  /** Lets a cluster that has settled hold what its authorizer goes by together with the others, where it is the same. */
  share(roles: RbacIndex): void {
    roles.share(this.#roles)
  }
}
