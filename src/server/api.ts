/** The fourth phase of startup: readers of stored objects, admission, and the registries. */
import type { RequestContext } from '../apimachinery/context.ts'
import { Turns } from '../apimachinery/turns.ts'
import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS } from '../apimachinery/user.ts'
import { Registry } from '../apiserver/registry/registry.ts'
import { bootstrap } from '../controllers/bootstrap.ts'
import { bootstrapNew } from '../controllers/bootstrap-new.ts'
import type { Access } from './access.ts'
import { admissionChain } from './admission.ts'
import type { Base } from './base.ts'
import type { Closing } from './closing.ts'
import type { Host } from './host.ts'
import { sharedOpenApi } from './openapi.ts'
import type { State } from './state.ts'
import { byResource, informAuthorizers, openObjects } from './stored-objects.ts'

export type Api = ReturnType<typeof openApi>

export const openApi = (base: Base, access: Access, state: State, host: Host, closing: Closing) => {
  const { clock, entropy } = base
  const { release } = base.options
  const { schemas } = sharedOpenApi(release)
  const objects = openObjects({ ...host, clock }, access, state, schemas, closing)
  informAuthorizers(objects, access, closing)
  const admission = admissionChain(objects, access, host.limits)
  const turns = new Turns()
  const registries = objects.readers.map((reader) => new Registry(reader, { admission, turns }))
  /** for the API server's own requests */
  const self: RequestContext = {
    user: {
      name: 'system:apiserver',
      groups: [SYSTEM_MASTERS, SYSTEM_AUTHENTICATED],
      extra: {},
    },
    release,
    clock,
    entropy,
    dryRun: false,
    fieldManager: 'kube-apiserver',
    warn: () => undefined,
    large: false,
    signal: closing.signal,
  }
  return {
    schemas,
    objects,
    admission,
    registries: {
      registries,
      /** Throws an Error for an unknown resource. */
      registryOf: (group: string, name: string): Registry => byResource(registries, group, name),
    },
    turns,
    self,
  }
}

/** Writes the initial objects. Rejects with the store's errors. */
export const fill = async (
  { self, registries }: Api,
  { policy }: Access,
  { isNew, isShared, store }: State,
): Promise<void> => {
  if (isNew && !isShared) await bootstrapNew(self, registries, policy)
  else await bootstrap(self, registries, policy)
  // as on a real server, watches cannot replay the creation of the initial objects
  if (isNew) store.compact(store.revision)
}
