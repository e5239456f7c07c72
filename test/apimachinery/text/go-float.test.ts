import t from 'tap'
import { goFloat, inYaml } from '../../../src/apimachinery/text/go-float.ts'

t.test('doubles are printed like strconv.FormatFloat with format g', async (t) => {
  for (const [value, text] of [
    [0, '0'],
    [-0, '-0'],
    [100_000, '100000'],
    [1_000_000, '1e+06'],
    [123_456_789, '1.23456789e+08'],
    [1e100, '1e+100'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [Number.NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ] as const)
    t.equal(goFloat(value), text)
})

t.test("Go's texts of NaN and infinity are converted to YAML's", async (t) => {
  t.strictSame(['NaN', '+Inf', '-Inf', '1'].map(inYaml), ['.nan', '.inf', '-.inf', '1'])
})
