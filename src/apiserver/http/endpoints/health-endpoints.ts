import type { Endpoint } from './endpoint.ts'
import { healthAnswer, type HealthEndpoint } from './health.ts'

/** All checks of an endpoint, and each by itself. */
export const healthEndpoints = (
  endpoint: HealthEndpoint,
  operationId: string,
  description: string,
): Endpoint[] => [
  {
    path: `/${endpoint}`,
    operations: [
      {
        operationId,
        tag: 'health',
        description,
        response: 'Health',
        parameters: ['verbose', 'exclude'],
      },
    ],
    answer: ({ info }, { health: checks }) => healthAnswer(info.path, info.query, checks),
  },
  {
    path: `/${endpoint}/`,
    listed: ({ health: checks }) => checks[endpoint].map(({ name }) => `/${endpoint}/${name}`),
    answer: ({ info }, { health: checks }) => healthAnswer(info.path, info.query, checks),
  },
]
