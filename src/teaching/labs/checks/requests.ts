import { createPublicKey } from 'node:crypto'
import type { CertificateSigningRequest } from '../../../apis/certificates.ts'
import type { CertificateRequest } from '../../../ca/request.ts'
import { formatIp } from '../../../ca/sans.ts'
import { loadKey } from '../../../ca/keys.ts'
import { requestIn } from '../../hints/key-of.ts'
import type { CheckParameters } from '../lab.ts'
import {
  compared,
  comparedSets,
  fileOf,
  type CheckResult,
  joined,
  type LabWorkspace,
  Unmet,
  type LabCheck,
} from '../workspace.ts'
import { auditEvents } from '../audit-events.ts'
import { readObject } from './objects.ts'

/** Returns undefined if there is no such request. */
export const readRequest = async (
  workspace: LabWorkspace,
  name: string,
): Promise<CertificateSigningRequest | undefined> =>
  (await readObject(workspace, `csr/${name}`)) as CertificateSigningRequest | undefined

/** Rejects with Unmet if there is no such request. */
export const requestOf = async (
  workspace: LabWorkspace,
  name: string,
  wanted = workspace.say.requestWanted(name),
): Promise<CertificateSigningRequest> => {
  const found = await readRequest(workspace, name)
  if (found !== undefined) return found
  const isFinal = workspace.givenRequests?.has(name) === true
  throw new Unmet(workspace.say.noRequest(name), wanted, isFinal)
}

/** Returns the public key (DER) of a private key. Throws Unmet. */
export const keyIn = (workspace: LabWorkspace, file: string): Buffer => {
  const wanted = workspace.say.keyWanted(file)
  const bytes = fileOf(workspace, file, wanted)
  try {
    return createPublicKey(loadKey(bytes)).export({ type: 'spki', format: 'der' })
  } catch {
    throw new Unmet(workspace.say.noKey(file), wanted)
  }
}

/** `spki`: a public key (DER), which must belong to the private key in the file. */
export const keyFound = (
  workspace: LabWorkspace,
  file: string | undefined,
  spki: Buffer,
): CheckResult => {
  if (file === undefined || keyIn(workspace, file).equals(spki)) return undefined
  return { is: workspace.say.otherKey(file), wanted: workspace.say.keyOf(file) }
}

export const subjectRight = (
  { subject, sans }: Pick<CertificateRequest, 'subject' | 'sans'>,
  given: Pick<CheckParameters['requestExists'], 'commonName' | 'organizations' | 'dns' | 'ip'>,
): CheckResult =>
  joined(
    compared('CN', subject.commonName, given.commonName),
    comparedSets('O', subject.organizations, given.organizations),
    comparedSets('DNS', sans.dns, given.dns),
    comparedSets('IP', sans.ip.map(formatIp), given.ip),
  )

export const requestExists: LabCheck<'requestExists'> = async (given, workspace) => {
  const { name } = given
  const found = await requestOf(workspace, name)
  const request = requestIn(found)
  if (request === undefined)
    return { is: workspace.say.unreadableRequest(name), wanted: workspace.say.requestWanted(name) }
  const { spec } = found
  return joined(
    subjectRight(request, given),
    compared('signerName', spec.signerName, given.signerName),
    comparedSets('usages', spec.usages ?? [], given.usages),
    compared('expirationSeconds', spec.expirationSeconds, given.expirationSeconds),
    compared('username', spec.username, given.requestedBy),
    keyFound(workspace, given.key, request.publicKey.spki),
  )
}

/** Returns condition types, or Pending; plus Issued if there is a certificate. */
const statesOf = ({ status: { conditions = [], certificate = '' } }: CertificateSigningRequest) => [
  ...(conditions.length === 0 ? ['Pending'] : conditions.map(({ type }) => type)),
  ...(certificate === '' ? [] : ['Issued']),
]

export const condition: LabCheck<'condition'> = async ({ request: name, type }, workspace) => {
  const states = statesOf(await requestOf(workspace, name))
  if (states.includes(type)) return undefined
  const { say } = workspace
  const is = say.state(states.join(', '))
  // an approved request cannot be denied
  return type === 'Denied' && states.includes('Approved')
    ? { is, wanted: say.state(type), isFinal: true }
    : { is, wanted: say.state(type) }
}

export const decidedBy: LabCheck<'decidedBy'> = async ({ request: name, user }, workspace) => {
  const { say } = workspace
  const decisions = (await auditEvents(workspace)).filter(
    ({ objectRef, code }) =>
      objectRef.resource === 'certificatesigningrequests' &&
      objectRef.subresource === 'approval' &&
      objectRef.name === name &&
      code < 300,
  )
  const last = decisions.at(-1)
  const wanted = say.decidedBy(user)
  if (last === undefined) return { is: say.undecided(name), wanted }
  return last.user === user ? undefined : { is: say.decidedBy(last.user), wanted }
}
