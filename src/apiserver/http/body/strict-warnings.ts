/** What go-yaml puts before its list of repeated keys, and `sigs.k8s.io/yaml` before that. */
const PREFIX = /^(?:error converting YAML to JSON: )?yaml: unmarshal errors:\n/

/** The warnings for one complaint of strict decoding: one for each repeated key of YAML (`parseYAMLWarnings` of kube-apiserver 1.34). */
export const strictWarnings = (problem: string): string[] =>
  PREFIX.test(problem)
    ? problem
        .replace(PREFIX, '')
        .split('\n')
        .map((line) => line.trim())
    : [problem]
