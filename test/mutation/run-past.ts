/** `npm run past`: every fault that an attack has found is made again, one after the other; each must be seen. */
import { ATTACKED } from './faults.ts'
import { outcomeOf } from './past.ts'

let unseen = 0
for (const fault of ATTACKED) {
  const { seen, said } = await outcomeOf(fault)
  if (!seen) unseen++
  console.log(`${seen ? 'seen    ' : 'NOT SEEN'} ${fault.what}: ${said}`)
}
console.log(`${ATTACKED.length - unseen} of ${ATTACKED.length} are seen`)
process.exitCode = unseen === 0 ? 0 : 1
