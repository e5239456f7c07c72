/** The errors of go-yaml and `sigs.k8s.io/yaml` about repeated keys start with this. */
const PREFIX = /^(?:error converting YAML to JSON: )?yaml: unmarshal errors:\n/

/** Makes a warning for each repeated key (`parseYAMLWarnings` of kube-apiserver 1.34). */
export const strictWarnings = (problem: string): string[] =>
  PREFIX.test(problem)
    ? problem
        .replace(PREFIX, '')
        .split('\n')
        .map((line) => line.trim())
    : [problem]
