/** Error for invalid YAML, or YAML without a JSON form, in go-yaml's words. */
export class YamlError extends Error {
  override readonly name = 'YamlError'
  /** from 1; undefined if unknown */
  readonly line: number | undefined

  constructor(message: string, line?: number) {
    super(message)
    this.line = line
  }

  get problem(): string {
    return this.message.replace(/^yaml: (?:line \d+: )?/, '')
  }
}

/** `named`: the line to name in the message, or 0 for none. `line`: the actual line, from 1. */
export const failAt = (named: number, problem: string, line: number): never => {
  throw new YamlError(`yaml: ${named > 0 ? `line ${named}: ` : ''}${problem}`, line)
}
