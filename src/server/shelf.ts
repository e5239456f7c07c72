/** The second phase of a start: the registries, and those who judge what goes into them. */
import type { AdmissionPlugin } from '../apiserver/admission/admission.ts'
import { AdmissionChain } from '../apiserver/admission/chain.ts'
import { restless } from '../apimachinery/clock.ts'
import type { HintPlugins } from '../teaching/hints/plugin.ts'
import { certificateApproval } from '../apiserver/admission/certificate-approval.ts'
import { certificateSigning } from '../apiserver/admission/certificate-signing.ts'
import { certificateSubjectRestriction } from '../apiserver/admission/certificate-subject-restriction.ts'
import { clusterTrustBundleAttest } from '../apiserver/admission/cluster-trust-bundle-attest.ts'
import { namespaceLifecycle } from '../apiserver/admission/namespace-lifecycle.ts'
import { nodeRestriction } from '../apiserver/admission/node-restriction.ts'
import { nodeTaint } from '../apiserver/admission/node-taint.ts'
import { podAccount } from '../apiserver/admission/pod-account.ts'
import { podPriority } from '../apiserver/admission/pod-priority.ts'
import { podTolerations } from '../apiserver/admission/pod-tolerations.ts'
import { rbacEscalation } from '../apiserver/admission/rbac-escalation.ts'
import type { PodCertificateRequest } from '../apis/certificates.ts'
import type { Namespace, Node, Pod } from '../apis/core.ts'
import type { KubeObject } from '../apimachinery/meta.ts'
import type { SchemaSet } from '../apimachinery/schema/schema-compile.ts'
import type { Turns } from '../apimachinery/turns.ts'
import type { RbacKind } from '../apiserver/authz/rbac-index.ts'
import { inform } from '../controllers/informer.ts'
import { DecodedRows } from '../apiserver/registry/decoded-rows.ts'
import { ListHistory } from '../apiserver/registry/list-history.ts'
import { Registry } from '../apiserver/registry/registry.ts'
import type { Resource } from '../apiserver/registry/resource.ts'
import type { ClusterTime } from '../apimachinery/clock.ts'
import type { ObjectStore } from '../storage/store.ts'
import type { Closing } from './closing.ts'
import type { Judges } from './judges.ts'

/**
 * All registries. Made empty, for those who will find objects by it and are needed to stock it;
 * asking too early is an Error.
 */
export class Shelf {
  #registries: readonly Registry[] | undefined

  stock(registries: readonly Registry[]): void {
    this.#registries = registries
  }

  get registries(): readonly Registry[] {
    if (this.#registries === undefined)
      throw new Error('the shelf was asked for its registries before it was stocked')
    return this.#registries
  }

  /** The registry of a resource, by group and plural name. Throws an Error when there is none. */
  registryOf(group: string, name: string): Registry {
    const found = this.registries.find(
      ({ resource }) => resource.group === group && resource.resource === name,
    )
    if (found === undefined) throw new Error(`${name}.${group} is not on the shelf`)
    return found
  }

  /** An object of the core group, as it is now. */
  find(resource: string, namespace: string, name: string): KubeObject | undefined {
    const registry = this.registryOf('', resource)
    const row = registry.find(namespace, name)
    return row === undefined ? undefined : registry.decode(row)
  }

  findPod(namespace: string, name: string): Pod | undefined {
    return this.find('pods', namespace, name) as Pod | undefined
  }
}

/**
 * Every plugin, in the order in which they are asked. Of the hints, one sees what was sent, and one
 * what nobody has refused.
 */
export const admissionChain = (
  shelf: Shelf,
  { authorizer, rbac }: Judges,
  hints: HintPlugins | undefined,
  quota?: AdmissionPlugin,
): AdmissionChain =>
  new AdmissionChain([
    ...(hints === undefined ? [] : [hints.first]),
    namespaceLifecycle(
      (name) => shelf.registryOf('', 'namespaces').latest('', name) as Namespace | undefined,
    ),
    podAccount((...where) => shelf.find('serviceaccounts', ...where)),
    nodeRestriction({
      findPod: (...where) => shelf.findPod(...where),
      findNode: (name) => shelf.find('nodes', '', name) as Node | undefined,
      findAccount: (...where) => shelf.find('serviceaccounts', ...where),
      authorizer,
    }),
    nodeTaint,
    podPriority,
    podTolerations,
    certificateApproval(authorizer),
    certificateSigning(authorizer),
    certificateSubjectRestriction,
    clusterTrustBundleAttest(authorizer),
    rbacEscalation({ authorizer, rules: rbac }),
    ...(quota === undefined ? [] : [quota]),
    ...(hints === undefined ? [] : [hints.last]),
  ])

interface ShelfParts {
  readonly resources: readonly Resource[]
  readonly schemas: SchemaSet
  readonly admission: AdmissionChain
  readonly turns: Turns
}

const RBAC = 'rbac.authorization.k8s.io'

/**
 * Opens the registry of every resource, and lets the authorizers follow those that they judge by.
 */
export const stockShelf = (
  shelf: Shelf,
  { store, clock }: { readonly clock: ClusterTime; readonly store: ObjectStore },
  { resources, schemas, admission, turns }: ShelfParts,
  { roleIndex, nodeGraph }: Pick<Judges, 'nodeGraph' | 'roleIndex'>,
  closing: Closing,
): void => {
  const listHistory = new ListHistory(store, restless(clock))
  closing.add(listHistory.start())
  const decoded = new DecodedRows()
  shelf.stock(
    resources.map((resource) => {
      const { storageGroup = resource.group, storageVersion, kind } = resource
      const schema = schemas.forKind({ group: storageGroup, version: storageVersion, kind })
      if (schema === undefined) throw new Error(`openapi.yaml does not describe ${kind}`)
      return new Registry(resource, { store, schema, admission, turns, decoded, listHistory })
    }),
  )
  for (const name of ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings']) {
    const registry = shelf.registryOf(RBAC, name)
    closing.add(
      inform(registry, {
        set: (object) => roleIndex.set(object),
        remove: (...where) => roleIndex.remove(registry.resource.kind as RbacKind, ...where),
      }),
    )
  }
  closing.add(
    inform(shelf.registryOf('', 'pods'), {
      set: (object) => nodeGraph.setPod(object as Pod),
      remove: (...where) => nodeGraph.removePod(...where),
    }),
  )
  closing.add(
    inform(shelf.registryOf('certificates.k8s.io', 'podcertificaterequests'), {
      set: (object) => nodeGraph.setRequest(object as PodCertificateRequest),
      remove: (...where) => nodeGraph.removeRequest(...where),
    }),
  )
}
