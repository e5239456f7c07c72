/**
 * Where Kubernetes registers its kinds: part of what it says of one that is not registered. `runtime.NewScheme` names a scheme after
 * the file and line that make it (k8s.io/apimachinery/pkg/util/naming/from_stack.go).
 */
export const SCHEME = 'pkg/api/legacyscheme/scheme.go:30'
/** of what is no resource: the options of requests */
export const META_SCHEME = 'pkg/apis/meta/internalversion/scheme/register.go:27'
