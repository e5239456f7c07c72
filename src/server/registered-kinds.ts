/** The kinds that a release of Kubernetes has Go types for, served or not. */
import { apiVersionOf } from '../apimachinery/meta.ts'
import type { SchemaSet } from '../apimachinery/schema/schema-compile.ts'
import { isIn, type Resource } from '../apiserver/registry/resource.ts'
import type { Release } from '../apimachinery/release/release.ts'

/** Returns the schemas without those of kinds that the release does not have. */
export const registeredSchemas = (
  schemas: SchemaSet,
  resources: readonly Resource[],
  release: Release,
): SchemaSet => {
  const unknown = new Set(
    resources.flatMap(({ group, kind, versions }) =>
      versions
        .filter((version) => !isIn(version, release))
        .flatMap(({ version }) =>
          [kind, `${kind}List`].map((name) => `${apiVersionOf({ group, version })} ${name}`),
        ),
    ),
  )
  return {
    forKind: (gvk) =>
      unknown.has(`${apiVersionOf(gvk)} ${gvk.kind}`) ? undefined : schemas.forKind(gvk),
    forName: (name) => schemas.forName(name),
  }
}
