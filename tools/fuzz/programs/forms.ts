/** Encodings of an object that clients may send. */
import { stringify } from 'yaml'
import { encodeProtobuf } from '../../../src/apimachinery/protobuf/envelope.ts'
import type { StructSchema } from '../../../src/apimachinery/schema/schema.ts'
import type { Random } from '../../kit/random.ts'
import type { Call, Json } from '../../../test/fixtures/server.ts'

export const PROTOBUF = 'application/vnd.kubernetes.protobuf'

/** JSON, and sometimes YAML or protobuf if possible. */
export const bodyOf = (random: Random, object: Json, schema: StructSchema | undefined): Call => {
  switch (random.int(6)) {
    case 0:
      return { body: stringify(object), contentType: 'application/yaml' }
    case 1:
      try {
        if (schema !== undefined)
          return { body: encodeProtobuf(schema, object), contentType: PROTOBUF }
      } catch {
        // an invalid object cannot be encoded in protobuf
      }
      return { body: object }
    default:
      return { body: object }
  }
}
