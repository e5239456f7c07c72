/** Notices that every screen shows. */
import { feed } from '../feed.ts'
import { ahead, info, isClockMoved, isReachable, now } from '../session.ts'
import { howLong, moment, say } from '../words.ts'

const clockText = (): string => {
  if (info.value?.isRunning === false) return say('clockStands')
  return say(ahead.value > 0 ? 'clockAhead' : 'clockBehind', howLong(Math.abs(ahead.value)))
}

export const Banners = () => {
  const isLost = !isReachable.value || feed.value.is === 'lost'
  return (
    <div class="banners" role="status">
      {isLost && (
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
}
