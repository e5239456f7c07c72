import { feed, requests, stateOf } from './feed.ts'
import { isHelpOpen } from './keys.ts'
import { lab } from './lab.ts'
import { Announcer } from './parts/announcer.tsx'
import { Banners } from './parts/banners.tsx'
import { Commands } from './parts/commands.tsx'
import { Decision } from './parts/decision.tsx'
import { Help } from './parts/help.tsx'
import { WhoLooks } from './parts/person.tsx'
import { linkTo, route, type Screen } from './route.ts'
import { Access } from './screens/access.tsx'
import { Activity } from './screens/activity.tsx'
import { Certificate } from './screens/certificate.tsx'
import { Cluster } from './screens/cluster.tsx'
import { Inbox } from './screens/inbox.tsx'
import { Lab } from './screens/lab.tsx'
import { Request } from './screens/request.tsx'
import { info, session } from './session.ts'
import { otherLanguage, say } from './words.ts'

const PLACES = [
  'lab',
  'inbox',
  'access',
  'activity',
  'cluster',
] as const satisfies readonly Screen[]

const LINK = [{ bash: 'npx csrlab ui', powershell: 'npx csrlab ui' }]

const Shut = ({ isSpent }: { readonly isSpent: boolean }) => (
  <main class="shut" id="main">
    <h1>{say(isSpent ? 'spent' : 'noSession')}</h1>
    <p>{say('noSessionAbout')}</p>
    <Commands commands={LINK} label="csrlab" />
  </main>
)

const Place = () => {
  const { screen, name } = route.value
  switch (screen) {
    case 'request':
      return <Request name={name} key={name} />
    case 'certificate':
      return <Certificate name={name} key={name} />
    case 'lab':
      return <Lab />
    case 'access':
      return <Access />
    case 'activity':
      return <Activity />
    case 'cluster':
      return <Cluster />
    default:
      return <Inbox />
  }
}

const isCurrent = (place: Screen): boolean => {
  const { screen } = route.value
  return (
    screen === place || (place === 'inbox' && (screen === 'request' || screen === 'certificate'))
  )
}

const Menu = () => {
  const waiting = requests.value.filter((csr) => stateOf(csr) === 'pending').length
  return (
    <nav>
      {PLACES.filter((place) => place !== 'lab' || lab.value !== null).map((place) => (
        <a href={linkTo(place)} key={place} aria-current={isCurrent(place) ? 'page' : undefined}>
          {say(place)}
          {place === 'inbox' && waiting > 0 && (
            <span class="count" title={say('waiting', waiting)}>
              {waiting}
            </span>
          )}
        </a>
      ))}
    </nav>
  )
}

export const App = () => {
  const { value } = session
  if (value === 'loading') return <p class="notice">{say('loading')}</p>
  if (typeof value === 'string') return <Shut isSpent={value === 'spent'} />
  return <Open />
}

/** Focuses the content. The address keeps its fragment, which identifies the screen. */
const skip = (event: Event): void => {
  event.preventDefault()
  document.querySelector<HTMLElement>('#main')?.focus()
}

const Open = () => {
  const user = info.value?.user.name
  return (
    <div class={`shell ${info.value?.readOnly === true ? 'large' : ''}`} key={user}>
      <a class="skip" href="#main" onClick={skip}>
        {say('skip')}
      </a>
      <header class="top">
        <a class="brand" href={linkTo('inbox')}>
          csrlab
        </a>
        <Menu />
        <div class="tools">
          <span class={`live ${feed.value.is}`}>
            <span aria-hidden="true">{feed.value.is === 'live' ? '●' : '○'}</span>{' '}
            <span class="wide">
              {say(
                feed.value.is === 'live' ? 'live' : feed.value.is === 'lost' ? 'lost' : 'loading',
              )}
            </span>
          </span>
          <WhoLooks />
          <button type="button" class="quiet" title={say('languageHint')} onClick={otherLanguage}>
            {say('language')}
          </button>
          <button type="button" class="quiet keys-button" onClick={() => (isHelpOpen.value = true)}>
            <kbd>?</kbd> <span class="wide">{say('help')}</span>
          </button>
        </div>
      </header>
      <Banners />
      <main id="main" tabIndex={-1}>
        <Place />
      </main>
      <Decision />
      <Help />
      <Announcer />
    </div>
  )
}
