/** Text that is no YAML, or YAML that is no JSON. */
export class YamlError extends Error {
  override readonly name = 'YamlError'
}

/** Refuses in go-yaml's words. It counts lines from 0, and never names the first. */
export const failAt = (line: number, problem: string): never => {
  throw new YamlError(`yaml: ${line > 0 ? `line ${line}: ` : ''}${problem}`)
}
