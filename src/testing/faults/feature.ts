import { type Feature, json, type Route } from '../feature.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { readJsonBody } from '../bodies/json-body.ts'
import type { FaultDoor } from './program-faults.ts'

export const faultsFeature = ({ faults, read }: FaultDoor): Feature => {
  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: '/faults',
      answer: () => json({ faults: faults.all().map(({ told }) => told) }),
    },
    {
      method: 'POST',
      path: '/faults',
      answer: (asked) => {
        if (asked.body.length === 0) throw new FieldProblem('', 'the body must contain the fault')
        const order = readJsonBody(asked, 'FaultOrder')
        return json(faults.add(read(order)).told, 201)
      },
    },
    {
      method: 'DELETE',
      path: '/faults',
      answer: () => json({ count: faults.clear() }),
    },
    {
      method: 'GET',
      path: '/faults/{name}',
      answer: ({ parameters: { name = '' } }) => json(faults.get(name).told),
    },
    {
      method: 'DELETE',
      path: '/faults/{name}',
      answer: ({ parameters: { name = '' } }) => json(faults.remove(name).told),
    },
  ]
  return {
    name: 'faults',
    about: 'inject faults: answers, delays, connections, watches, signers',
    routes,
  }
}
