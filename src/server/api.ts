/** The fourth phase of startup: readers of stored objects, admission, and the registries. */
import type { RequestContext } from '../apimachinery/context.ts'
import type { SchemaSet } from '../apimachinery/schema/schema-compile.ts'
import { Turns } from '../apimachinery/turns.ts'
import { SYSTEM_AUTHENTICATED, SYSTEM_MASTERS } from '../apimachinery/user.ts'
import type { AdmissionChain } from '../apiserver/admission/chain.ts'
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
import { byResource, informAuthorizers, openObjects, type StoredObjects } from './stored-objects.ts'

export class Registries {
  readonly registries: readonly Registry[]

  constructor(registries: readonly Registry[]) {
    this.registries = registries
  }

  /** Throws an Error if there is none. */
  registryOf(group: string, name: string): Registry {
    return byResource(this.registries, group, name)
  }
}

export interface Api {
  readonly schemas: SchemaSet
  readonly objects: StoredObjects
  readonly admission: AdmissionChain
  readonly registries: Registries
  readonly turns: Turns
  /** of the API server's own requests */
  readonly self: RequestContext
}

export const openApi = (
  base: Base,
  access: Access,
  state: State,
  host: Host,
  closing: Closing,
): Api => {
  const { clock, entropy } = base
  const { release } = base.options
  const { schemas } = sharedOpenApi(release)
  const objects = openObjects({ ...host, clock }, access, state, schemas, closing)
  informAuthorizers(objects, access, closing)
  const admission = admissionChain(objects, access, host.limits)
  const turns = new Turns()
  return {
    schemas,
    objects,
    admission,
    registries: new Registries(
      objects.readers.map((reader) => new Registry(reader, { admission, turns })),
    ),
    turns,
    self: {
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
    },
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
  // as on a real server, watches cannot start at revisions before the first start
  if (isNew) store.compact(store.revision)
}
