import t from 'tap'
import {
  CONTROLLER_NAMES,
  SelectionError,
  selectControllers,
} from '../../src/controllers/selection.ts'

const selected = (list: string) => [...selectControllers(list.split(','))]

t.test('a star selects all controllers, and a minus excludes one', (t) => {
  t.same(selected('*'), CONTROLLER_NAMES)
  t.same(
    selected('*,-csrcleaner,-garbage-collector-controller'),
    CONTROLLER_NAMES.filter(
      (name) =>
        name !== 'certificatesigningrequest-cleaner-controller' &&
        name !== 'garbage-collector-controller',
    ),
  )
  t.same(selected('-*'), [], 'none')
  t.same([...selectControllers([])], [])
  t.end()
})

t.test('without a star, only named controllers are selected; the first mention counts', (t) => {
  t.same(selected('csrsigning,namespace-controller'), [
    'certificatesigningrequest-signing-controller',
    'namespace-controller',
  ])
  t.same(selected('-csrsigning'), [])
  t.same(selected('csrsigning,-csrsigning'), ['certificatesigningrequest-signing-controller'])
  t.same(selected('-csrsigning,certificatesigningrequest-signing-controller,*').length, 13)
  t.end()
})

t.test('an unknown name is rejected with a suggestion', (t) => {
  t.throws(
    () => selected('*,-csrsining'),
    new SelectionError('"csrsining" is not a controller of csrlab; did you mean csrsigning?'),
  )
  t.throws(
    () => selected('deployment-controller'),
    /use one of certificatesigningrequest-approving/,
  )
  t.throws(() => selected(''), SelectionError)
  t.end()
})
