import type { Service } from '../api/kinds/core.ts'
import { valuesGivenOut } from './core/service/given-out.ts'
import { services } from './core/service/resource.ts'

/** What a stored object has that no other of its resource may have: of services their addresses and node ports, of others nothing. */
export const uniqueValues = (key: string, value: Buffer): readonly string[] =>
  key.startsWith(services.storagePrefix)
    ? valuesGivenOut(JSON.parse(value.toString()) as Service)
    : []
