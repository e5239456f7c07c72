/**
 * Schemes in errors about unregistered kinds, named after the source line that calls
 * `runtime.NewScheme` (k8s.io/apimachinery/pkg/util/naming/from_stack.go).
 */
export const SCHEME = 'pkg/api/legacyscheme/scheme.go:30'
/** scheme of request options */
export const META_SCHEME = 'pkg/apis/meta/internalversion/scheme/register.go:27'
