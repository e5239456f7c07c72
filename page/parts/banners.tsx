import { feed } from '../feed.ts'
import { ahead, info, isClockMoved, now } from '../session.ts'
import { howLong, moment, say } from '../words.ts'

const clockText = (): string => {
  if (info.value?.isRunning === false) return say('clockStands')
  return say(ahead.value > 0 ? 'clockAhead' : 'clockBehind', howLong(Math.abs(ahead.value)))
}

export const Banners = () => (
  <div class="banners" role="status">
    {feed.value.is === 'lost' && (
      <p class="banner lost">
        <b>
          <span aria-hidden="true">⚠</span> {say('lost')}
        </b>{' '}
        {say('lostAbout')}
      </p>
    )}
    {isClockMoved.value && (
      <p class="banner">
        <span aria-hidden="true">◷</span> {say('clockMoved')} {clockText()}:{' '}
        <time>{moment(now.value)}</time>
      </p>
    )}
    {info.value?.readOnly === true && (
      <p class="banner">
        <span aria-hidden="true">⊘</span> {say('readOnly')}
      </p>
    )}
  </div>
)
