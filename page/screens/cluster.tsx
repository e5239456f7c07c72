import { useSignal } from '@preact/signals'
import { Facts } from '../parts/facts.tsx'
import { useLoaded } from '../parts/load.ts'
import { Refusal } from '../parts/refusal.tsx'
import { Sure } from '../parts/sure.tsx'
import { Validity } from '../parts/validity.tsx'
import { shown } from '../../src/apimachinery/text/shown.ts'
import { info, look, now } from '../session.ts'
import { howLong, moment, say } from '../words.ts'
import { CertificateFacts } from './certificate.tsx'
import {
  advance,
  clusterInfo,
  type Managed,
  managed,
  reset,
  restore,
  setRunning,
  takeSnapshot,
} from './cluster-parts.ts'

const STEPS = ['1h', '24h', '720h', '8760h']

const Management = ({
  told,
  act,
}: {
  readonly told: Managed
  readonly act: (task: () => Promise<unknown>) => void
}) => {
  const { clock, snapshots = [], faults = [], refused } = told
  if (refused !== undefined)
    return refused.code === 404 ? <p>{say('noManagement')}</p> : <Refusal error={refused} />
  const mayChange = info.value?.readOnly === false
  return (
    <>
      <section>
        <h2>{say('clock')}</h2>
        <p class="clock">
          <time dateTime={new Date(now.value).toISOString()}>{moment(now.value)}</time>
        </p>
        {mayChange && (
          <p class="chips">
            {STEPS.map((by) => (
              <button type="button" key={by} onClick={() => act(() => advance(by))}>
                + {howLong(Number.parseInt(by, 10) * 3_600_000)}
              </button>
            ))}
            <button type="button" onClick={() => act(() => setRunning(clock?.running === false))}>
              {say(clock?.running === false ? 'run' : 'freeze')}
            </button>
          </p>
        )}
      </section>
      <section>
        <h2>{say('snapshots')}</h2>
        <ul class="list">
          {snapshots.map(({ name, time }) => (
            <li key={name}>
              <span>
                {shown(name)} <small>{moment(time)}</small>
              </span>
              {mayChange && <Sure label={say('restore')} act={() => act(() => restore(name))} />}
            </li>
          ))}
        </ul>
        {mayChange && (
          <p class="chips">
            <button
              type="button"
              onClick={() => act(() => takeSnapshot(`page-${snapshots.length + 1}`))}
            >
              {say('snapshotNow')}
            </button>
            <Sure label={say('reset')} act={() => act(reset)} />
          </p>
        )}
        {mayChange && <p class="quiet-text">{say('resetAbout')}</p>}
      </section>
      <section>
        <h2>{say('faults')}</h2>
        {faults.length === 0 && <p class="quiet-text">{say('noFaults')}</p>}
        <ul class="list">
          {faults.map((fault) => (
            <li key={fault.name}>
              <span>{shown(fault.name)}</span>
              <pre tabIndex={0}>{JSON.stringify(fault)}</pre>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

export const Cluster = () => {
  const tries = useSignal(0)
  const error = useSignal<unknown>(undefined)
  const user = info.value?.user.name
  const about = useLoaded(clusterInfo, '')
  const told = useLoaded(managed, `${tries.value} ${user}`)
  const act = (task: () => Promise<unknown>): void => {
    error.value = undefined
    task()
      .catch((problem: unknown) => (error.value = problem))
      .finally(() => {
        tries.value++
        void look()
      })
  }
  return (
    <article class="cluster">
      <header class="title">
        <h1>{say('cluster')}</h1>
      </header>
      {error.value !== undefined && <Refusal error={error.value} />}
      <div class="columns">
        <div>
          {about.value.is === 'loading' && <p class="notice">{say('loading')}</p>}
          {about.value.is === 'refused' && <Refusal error={about.value.error} />}
          {about.value.is === 'there' && (
            <>
              <section>
                <Facts
                  facts={[
                    [say('version'), about.value.value.kubernetesVersion],
                    [say('address'), about.value.value.server],
                  ]}
                />
              </section>
              <section>
                <h2>{say('authorities')}</h2>
                {about.value.value.authorities.map((one) => (
                  <div key={one.sha256}>
                    <Validity certificate={one} />
                    <CertificateFacts of={one} />
                  </div>
                ))}
              </section>
              <section>
                <h2>{say('signers')}</h2>
                <ul class="list">
                  {about.value.value.signers.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ul>
                <p class="quiet-text">
                  {say('signersAbout', howLong(about.value.value.maximumSeconds * 1000))}
                </p>
              </section>
            </>
          )}
        </div>
        <div>
          {told.value.is === 'refused' && <Refusal error={told.value.error} />}
          {told.value.is === 'there' && <Management told={told.value.value} act={act} />}
        </div>
      </div>
    </article>
  )
}
