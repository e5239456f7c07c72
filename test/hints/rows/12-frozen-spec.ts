import { advice } from '../lab.ts'
import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'changing the spec',
  hints: ['frozen-spec'],
  async commit(t, lab) {
    await lab.apply('frozen')
    const said = await lab.apply('frozen', { usages: '[client auth, digital signature]' })
    t.match(
      said,
      /Warning: the spec of a request cannot change after it was created, so your new spec\.usages is dropped/,
    )
    t.match(await lab.type(advice(said)), /frozen replaced/)
    t.match(
      await lab.type("kubectl get csr frozen -o jsonpath='{.spec.usages}'"),
      /digital signature/,
    )
  },
}
