import t from 'tap'
import { withFirstItems } from '../../../src/api/text/lists.ts'

const short = (json: string): string => withFirstItems(Buffer.from(json)).toString()

t.test('of lists the first item is left', async (t) => {
  t.equal(
    short('{"a":[1,2,3],"b":[],"c":[{"d":[4,[5]],"e":6},7],"f":8}'),
    '{"a":[1],"b":[],"c":[{"d":[4],"e":6}],"f":8}',
  )
  t.equal(short('[[[1,2],3],4]'), '[[[1]]]')
  t.equal(short('[{},{}]'), '[{}]')
  t.equal(short('"a,[b]"'), '"a,[b]"')
})

t.test('brackets and commas in texts are texts', async (t) => {
  const value = { a: ['x],[', 'y"\\'], '[,"': { 'b\\': [['\\"],'], ']'] }, c: 'é[,' }
  t.same(JSON.parse(short(JSON.stringify(value))), {
    a: ['x],['],
    '[,"': { 'b\\': [['\\"],']] },
    c: 'é[,',
  })
})
