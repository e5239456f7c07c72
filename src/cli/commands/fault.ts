import type { Fault } from '../../testing/generated/bodies.d.ts'
import { UsageError } from '../kit/index.ts'
import { managementCommand } from '../kit/management-command.ts'

const faultLine = ({ name, fault, matched, happened }: Fault): string =>
  `${name}: ${JSON.stringify(fault)}, affected ${happened} of ${matched} matches`

const faultOf = (text: string): object => {
  try {
    const order: unknown = JSON.parse(text)
    if (typeof order === 'object' && order !== null) return order
  } catch {
    // the error below also covers invalid JSON
  }
  throw new UsageError(
    `write the fault as JSON: '{"match":{"verb":"create"},"fault":{"status":{"code":503}}}'`,
  )
}

export const faultRuns = {
  fault: managementCommand<{ readonly faults: readonly Fault[] }>(
    () => ['GET /faults'],
    ({ faults }) => (faults.length === 0 ? ['No faults are injected.'] : faults.map(faultLine)),
  ),
  'fault add': managementCommand<Fault>(
    ({ words }) => ['POST /faults', faultOf(words[0]!)],
    (state) => [faultLine(state)],
  ),
  'fault remove': managementCommand<Fault | { readonly count: number }>(
    ({ words: [name] }) => [
      name === undefined ? 'DELETE /faults' : `DELETE /faults/${encodeURIComponent(name)}`,
    ],
    (state) => ['count' in state ? `removed ${state.count}` : faultLine(state)],
  ),
}
