import type { Row } from '../row.ts'

export const row: Row = {
  mistake: 'no usages',
  hints: ['usages-missing'],
  async commit(t, lab) {
    const said = await lab.apply('useless', { usages: '' })
    t.match(
      said,
      /Warning: spec\.usages is missing: for a client of the API server, write usages: \["client auth"\]/,
    )
    t.match(said, /usages must be provided|spec\.usages: Required value/)
  },
}
