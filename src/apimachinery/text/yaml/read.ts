/** YAML on the wire, like `sigs.k8s.io/yaml`: the first document of a stream. */
import { decodeYaml } from './decode.ts'
import { type ParsedYaml, parseJsonAsYaml } from './json-subset.ts'
import { readCharacters } from './syntax/characters.ts'
import { readDocument } from './syntax/document.ts'
import { YamlScanner } from './syntax/scanner.ts'

export type { ParsedYaml } from './json-subset.ts'
export { YamlError } from './syntax/error.ts'
export { itemToYaml, jsonToYaml } from './write.ts'

/** The last of duplicate keys wins. Throws {@link YamlError} and ManyValues. */
export const parseYaml = (source: Buffer | string): ParsedYaml => {
  const bytes = typeof source === 'string' ? Buffer.from(source) : source
  const json = parseJsonAsYaml(bytes.toString())
  if (json !== undefined) return json
  const document = readDocument(new YamlScanner(readCharacters(bytes)))
  if (document === undefined) return { value: null, strictError: undefined }
  return decodeYaml(document)
}
