/** Parses `docs/deploy`: how each deployment starts csrlab, and with which files. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { HAPROXY_CFG } from '../fixtures/haproxy.ts'
import { imageConfig } from './containerfile.ts'

const textOf = (name: string): string =>
  readFileSync(new URL(`../../docs/deploy/${name}`, import.meta.url), 'utf8')

/** One start of csrlab. */
export interface Started {
  readonly where: string
  /** arguments after `csrlab` */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** paths of the files it can read */
  readonly files: readonly string[]
  /** time from the stop signal to the kill */
  readonly stopSeconds: number
}

const seconds = (text: string): number => Number(/^(\d+)s$/.exec(text)?.[1])

/** `KEY=VALUE` lines of a unit, from all sections. */
export type Unit = ReadonlyMap<string, readonly string[]>

export const readUnit = (): Unit => {
  const unit = new Map<string, string[]>()
  for (const line of textOf('csrlab.service').replaceAll(/\\\n/g, ' ').split('\n')) {
    if (/^(?:#.*|\[.*\])?$/.test(line)) continue
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? []
    if (key === undefined) throw new Error(`csrlab.service has an invalid line: ${line}`)
    unit.set(key, [...(unit.get(key) ?? []), value!.trim()])
  }
  return unit
}

/** Returns the unit's text with `program` in place of csrlab. */
export const unitWith = (program: string): string =>
  textOf('csrlab.service').replace(/^ExecStart=csrlab /m, `ExecStart=${program} `)

export const startedByUnit = (unit = readUnit()): Started => {
  const [program, ...args] = unit.get('ExecStart')!.join(' ').split(/\s+/)
  if (program !== 'csrlab') throw new Error(`csrlab.service starts ${program}`)
  const places = { '%S': '/var/lib', '%d': '/run/credentials' }
  return {
    where: 'csrlab.service',
    args: args.map((arg) => arg.replaceAll(/%[Sd]/g, (place) => places[place as '%S' | '%d'])),
    env: {},
    files: unit.get('LoadCredential')!.map((each) => `/run/credentials/${each.split(':')[0]}`),
    stopSeconds: seconds(unit.get('TimeoutStopSec')!.join()),
  }
}

interface Service {
  readonly image: string
  readonly command: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly networks: readonly string[] | Readonly<Record<string, { ipv4_address?: string } | null>>
  readonly depends_on?: readonly string[] | Readonly<Record<string, { condition: string }>>
  readonly volumes: readonly string[]
  readonly secrets?: readonly string[]
  readonly ports?: readonly string[]
  readonly read_only?: boolean
  readonly stop_grace_period?: string
}

export interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: Readonly<Record<string, { readonly file: string }>>
  readonly networks: Readonly<Record<string, object | null>>
  readonly volumes: Readonly<Record<string, null>>
}

export const readCompose = (): Compose => parse(textOf('compose.yaml'), { merge: true }) as Compose

export const replicasOf = ({ services }: Compose): readonly (readonly [string, Service])[] =>
  Object.entries(services).filter(([, { image }]) => image === 'csrlab')

/** Returns how a container engine starts csrlab, once per replica. */
export const startedByCompose = (compose = readCompose()): Started[] =>
  replicasOf(compose).map(([name, { command, environment, secrets = [], stop_grace_period }]) => ({
    where: `compose.yaml ${name}`,
    args: command,
    env: { ...imageConfig.env, ...environment },
    files: secrets.map((secret) => `/run/secrets/${secret}`),
    stopSeconds: seconds(stop_grace_period!),
  }))

interface Named {
  readonly name: string
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string; readonly scheme: string }
}

export interface PodSpec {
  readonly containers: readonly (Named & {
    readonly image: string
    readonly args: readonly string[]
    readonly env: readonly (Named & { readonly value?: string })[]
    readonly ports: readonly (Named & { readonly containerPort: number })[]
    readonly livenessProbe: Probe
    readonly readinessProbe: Probe
    readonly startupProbe: Probe
    readonly volumeMounts: readonly (Named & { mountPath: string; readOnly?: boolean })[]
  })[]
  readonly volumes: readonly (Named & { readonly secret?: { readonly secretName: string } })[]
  readonly securityContext: { readonly runAsUser: number; readonly runAsGroup: number }
  readonly terminationGracePeriodSeconds: number
  readonly enableServiceLinks: boolean
}

export interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

export interface Deployment extends Manifest {
  readonly spec: {
    readonly replicas: number
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> }
      readonly spec: PodSpec
    }
  }
}

/** Reads the documents in `kubernetes.yaml`. Throws for invalid YAML. */
export const readManifests = (): Manifest[] =>
  parseAllDocuments(textOf('kubernetes.yaml')).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]!
    return document.toJS() as Manifest
  })

export const manifestOf = (kind: string): Manifest =>
  readManifests().find((manifest) => manifest.kind === kind)!

/** Returns the keys of the Secret in `docs/deploy.md`. */
export const secretKeys = (): string[] => {
  const text = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8')
  const [line = ''] = /^kubectl create secret generic csrlab(?:.*\\\n)*.*$/m.exec(text) ?? []
  return [...line.matchAll(/--from-file=([\w./-]+)/g)].map(([, path]) => basename(path!))
}

export const startedByPod = (): Started => {
  const { spec } = (manifestOf('Deployment') as Deployment).spec.template
  const [container] = spec.containers
  const { args, env, volumeMounts } = container!
  const mount = volumeMounts.find(({ name }) =>
    spec.volumes.some((volume) => volume.name === name && volume.secret !== undefined),
  )
  return {
    where: 'kubernetes.yaml',
    args: args.map((arg) => arg.replace('$(POD_IP)', '10.1.2.3')),
    env: {
      ...imageConfig.env,
      ...Object.fromEntries(env.map(({ name, value = '10.1.2.3' }) => [name, value])),
    },
    files: secretKeys().map((key) => `${mount!.mountPath}/${key}`),
    stopSeconds: spec.terminationGracePeriodSeconds,
  }
}

export interface Balancer {
  /** the port where the balancer listens */
  readonly port: number
  /** `ADDRESS:PORT` */
  readonly replicas: readonly string[]
  readonly caFile: string
}

/** The settings in `haproxy.cfg`. */
export const readBalancer = (): Balancer => {
  const text = readFileSync(HAPROXY_CFG, 'utf8')
  return {
    port: Number(/^ *bind \S*:(\d+)$/m.exec(text)?.[1]),
    replicas: [...text.matchAll(/^ *server \S+ (\S+)$/gm)].map(([, at]) => at!),
    caFile: /ca-file (\S+)/.exec(text)?.[1] ?? '',
  }
}
