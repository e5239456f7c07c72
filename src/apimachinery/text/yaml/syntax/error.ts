/** Text that is no YAML, or YAML that is no JSON. The message is go-yaml's. */
export class YamlError extends Error {
  override readonly name = 'YamlError'
  /** where the fault is, from 1; undefined if it is in no one line */
  readonly line: number | undefined

  constructor(message: string, line?: number) {
    super(message)
    this.line = line
  }

  /** The message without go-yaml's prefix and line. */
  get problem(): string {
    return this.message.replace(/^yaml: (?:line \d+: )?/, '')
  }
}

/**
 * Refuses in go-yaml's words. `named` is the line that go-yaml names, unless it is 0; `line` is where the
 * fault is, from 1.
 */
export const failAt = (named: number, problem: string, line: number): never => {
  throw new YamlError(`yaml: ${named > 0 ? `line ${named}: ` : ''}${problem}`, line)
}
