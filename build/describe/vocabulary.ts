/** Parts of operations: references, parameters, responses. */
import type { GroupVersionKind } from '../../src/apimachinery/meta.ts'
import type { OpenApiComponents } from '../../src/apimachinery/schema/openapi-schema.ts'
import type { Anchors } from './anchors.ts'

export interface Reference {
  readonly $ref: string
}

export type Responses = Readonly<Record<string, Reference>>

/** The hand-written part of openapi.yaml, limited to the fields used here. */
export interface HandWritten extends OpenApiComponents {
  readonly parameters: Readonly<Record<string, object>>
  readonly responses: Readonly<Record<string, object>>
}

export const META = 'io.k8s.apimachinery.pkg.apis.meta.v1'

type Section = 'schemas' | 'parameters' | 'requestBodies' | 'responses'

export const reference = (section: Section, name: string): Reference => ({
  $ref: `#/components/${section}/${name}`,
})

/** `core-v1-Pod`: the last parts of a component's name, for an anchor. */
export const shortName = (component: string): string => component.split('.').slice(-3).join('-')

const LIST = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
]
const DELETE = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
]

const PARAMETERS = {
  list: LIST,
  watch: LIST.filter((name) => !['continue', 'limit', 'watch'].includes(name)),
  write: ['dryRun', 'fieldManager', 'fieldValidation'],
  patch: ['dryRun', 'fieldManager', 'fieldValidation', 'force'],
  delete: DELETE,
  deleteCollection: [
    ...DELETE,
    ...LIST.filter((name) => !['allowWatchBookmarks', 'watch'].includes(name)),
  ].toSorted(),
}

const PATCHES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
]

export class Vocabulary {
  readonly anchors: Anchors
  readonly #components: HandWritten
  readonly #names: ReadonlyMap<string, string>

  constructor(anchors: Anchors, components: HandWritten) {
    this.anchors = anchors
    this.#components = components
    this.#names = new Map(
      Object.entries(components.schemas).flatMap(([name, schema]) =>
        (schema['x-kubernetes-group-version-kind'] ?? []).map((kind) => [keyOf(kind), name]),
      ),
    )
  }

  /** Throws if the component is missing. */
  component(kind: GroupVersionKind): string {
    const name = this.#names.get(keyOf(kind))
    if (name === undefined) {
      throw new Error(
        `openapi.yaml has no schema with the kind ${kind.kind} of ${kind.group}/${kind.version}; write it under components.`,
      )
    }
    return name
  }

  /** `x-kubernetes-group-version-kind` of an operation. */
  kind({ group, kind, version }: GroupVersionKind): GroupVersionKind {
    return this.anchors.value(`kind-${group.split('.')[0] || 'core'}-${version}-${kind}`, () => ({
      group,
      kind,
      version,
    }))
  }

  pathParameters(path: string): readonly Reference[] {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).toSorted()
    return this.anchors.value(['path', ...names].join('-'), () =>
      [...names, 'pretty'].map((name) => reference('parameters', name)),
    )
  }

  /** For patches, `fieldValidation` is inline: kubectl does not follow a reference to it. */
  queryParameters(of: keyof typeof PARAMETERS): readonly object[] {
    return this.anchors.value(of, () =>
      PARAMETERS[of].map((name) =>
        of === 'patch' && name === 'fieldValidation'
          ? this.#components.parameters[name]!
          : reference('parameters', name),
      ),
    )
  }

  body(component: string): Reference {
    return this.anchors.value(`body-${shortName(component)}`, () =>
      reference('requestBodies', component),
    )
  }

  /** The body of patches, inline: kubectl does not follow a reference to its media types. */
  patchBody(): object {
    return this.anchors.value('patchBody', () => {
      const content = { schema: reference('schemas', `${META}.Patch`) }
      return {
        required: true,
        content: Object.fromEntries(PATCHES.map((type) => [type, content])),
      }
    })
  }

  responses(component: string, ...codes: number[]): Responses {
    return this.anchors.value(`answer-${[shortName(component), ...codes.slice(1)].join('-')}`, () =>
      Object.fromEntries([
        ...codes.map((code) => [String(code), reference('responses', component)]),
        ['401', reference('responses', 'Unauthorized')],
      ]),
    )
  }
}

const keyOf = ({ group, version, kind }: GroupVersionKind): string => `${group}/${version}/${kind}`
