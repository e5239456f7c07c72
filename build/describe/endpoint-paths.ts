/** The paths of what is no resource, from the table of endpoints. */
import type { Endpoint, EndpointOperation } from '../../src/apiserver/http/endpoints/endpoint.ts'
import type { PathItem, Paths } from './operation.ts'
import { reference } from './vocabulary.ts'

const itemOf = (operation: EndpointOperation): PathItem => {
  const { operationId, tag, description, response, parameters } = operation
  return {
    ...(parameters && { parameters: parameters.map((name) => reference('parameters', name)) }),
    get: {
      description,
      operationId,
      tags: [tag],
      responses: {
        '200': reference('responses', response),
        '401': reference('responses', 'Unauthorized'),
      },
    },
  }
}

export const endpointPaths = (endpoints: readonly Endpoint[]): Paths =>
  Object.fromEntries(
    endpoints.flatMap(({ path, operations = [] }) =>
      operations.map((operation) => [operation.template ?? path, itemOf(operation)]),
    ),
  )
