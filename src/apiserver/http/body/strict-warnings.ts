/** The errors of go-yaml and `sigs.k8s.io/yaml` about repeated keys start with this. */
const PREFIX = /^(?:error converting YAML to JSON: )?yaml: unmarshal errors:\n/

/**
 * Splits an error about repeated keys into one warning for each key. Any other error is one warning
 * (`parseYAMLWarnings` of kube-apiserver 1.34).
 */
export const strictWarnings = (problem: string): string[] =>
  PREFIX.test(problem)
    ? problem
        .replace(PREFIX, '')
        .split('\n')
        .map((line) => line.trim())
    : [problem]
