import { type Feature, json } from '../feature.ts'
import { FieldProblem } from '../bodies/field-problem.ts'
import { readJsonBody } from '../bodies/json-body.ts'
import type { Faults } from './faults.ts'

export const faultsFeature = (faults: Faults): Feature => ({
  name: 'faults',
  about: 'inject faults: errors, delays, cut connections, faulty signers and approvers',
  routes: {
    'GET /faults': () => json({ faults: faults.all().map(({ told }) => told) }),
    'POST /faults': (request) => {
      if (request.body.length === 0) throw new FieldProblem('', 'the body must contain the fault')
      return json(faults.add(readJsonBody(request, 'FaultOrder')).told, 201)
    },
    'DELETE /faults': () => json({ count: faults.clear() }),
    'GET /faults/{name}': ({ parameters: { name = '' } }) => json(faults.get(name).told),
    'DELETE /faults/{name}': ({ parameters: { name = '' } }) => json(faults.remove(name).told),
  },
})
