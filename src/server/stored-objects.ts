import type { KubeObject } from '../apimachinery/meta.ts'
import { unstoppableClock } from '../apimachinery/clock.ts'
import type { SchemaSet } from '../apimachinery/schema/schema-compile.ts'
import type { PodCertificateRequest } from '../apis/certificates.ts'
import type { Pod } from '../apis/core.ts'
import { RBAC_GROUP } from '../apis/rbac.ts'
import { DecodedRows } from '../apiserver/registry/decoded-rows.ts'
import { listHistory } from '../apiserver/registry/list-history.ts'
import type { Resource } from '../apiserver/registry/resource.ts'
import { type ObjectReader, openReader } from '../apiserver/registry/object-reader.ts'
import { inform } from '../controllers/informer.ts'
import type { Access } from './access.ts'
import type { Base } from './base.ts'
import type { Host } from './host.ts'
import type { Closing } from './closing.ts'
import type { State } from './state.ts'

/** Throws an Error for an unknown resource. */
export const byResource = <T extends { readonly resource: Pick<Resource, 'group' | 'resource'> }>(
  all: readonly T[],
  group: string,
  name: string,
): T => {
  const found = all.find(({ resource }) => resource.group === group && resource.resource === name)
  if (found === undefined) throw new Error(`there is no resource ${name}.${group}`)
  return found
}

export class StoredObjects {
  readonly readers: readonly ObjectReader[]

  constructor(readers: readonly ObjectReader[]) {
    this.readers = readers
  }

  /** Throws an Error for an unknown resource. */
  of(group: string, name: string): ObjectReader {
    return byResource(this.readers, group, name)
  }

  /** Returns an object of the core group, as last committed. */
  find(resource: string, namespace: string, name: string): KubeObject | undefined {
    const reader = this.of('', resource)
    const row = reader.find(namespace, name)
    return row === undefined ? undefined : reader.decode(row)
  }

  findPod(namespace: string, name: string): Pod | undefined {
    return this.find('pods', namespace, name) as Pod | undefined
  }
}

/** Cache size if the process has many servers: enough for a few CSRs. */
const FEW_BYTES = 16 * 1024

export const openObjects = (
  { clock, isHosted }: Pick<Base, 'clock'> & Pick<Host, 'isHosted'>,
  { resources }: Access,
  { store }: State,
  schemas: SchemaSet,
  closing: Closing,
): StoredObjects => {
  const history = listHistory(store, unstoppableClock(clock))
  closing.add(history.stop)
  const decoded = new DecodedRows(isHosted === true ? FEW_BYTES : undefined)
  return new StoredObjects(
    resources.map((resource) => {
      const { storageGroup = resource.group, storageVersion, kind } = resource
      const schema = schemas.forKind({ group: storageGroup, version: storageVersion, kind })
      if (schema === undefined) throw new Error(`openapi.yaml does not describe ${kind}`)
      return openReader(resource, { store, schema, decoded, listHistory: history })
    }),
  )
}

/** Informs the authorizers of committed changes. */
export const informAuthorizers = (
  objects: StoredObjects,
  { roleIndex, nodeGraph }: Access,
  closing: Closing,
): void => {
  for (const name of ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']) {
    const reader = objects.of(RBAC_GROUP, name)
    closing.add(
      inform(reader, {
        set: (object) => roleIndex.set(object),
        remove: (...where) => roleIndex.remove(reader.resource.kind, ...where),
      }),
    )
  }
  closing.add(
    inform(objects.of('', 'pods'), {
      set: (object) => nodeGraph.setPod(object as Pod),
      remove: (...where) => nodeGraph.remove('pods', ...where),
    }),
  )
  closing.add(
    inform(objects.of('certificates.k8s.io', 'podcertificaterequests'), {
      set: (object) => nodeGraph.setRequest(object as PodCertificateRequest),
      remove: (...where) => nodeGraph.remove('podcertificaterequests', ...where),
    }),
  )
}
