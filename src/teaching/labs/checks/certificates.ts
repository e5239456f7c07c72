import { formatTime } from '../../../apimachinery/clock.ts'
import { parseGoDuration } from '../../../apimachinery/duration.ts'
import { type Certificate, isSignedBy } from '../../../ca/certificate.ts'
import { formatName } from '../../../ca/name.ts'
import { purposeNames } from '../../doctor/decoded.ts'
import { certificatesIn } from '../../hints/key-of.ts'
import { lifetimeText } from '../../hints/time.ts'
import type { CheckParameters } from '../lab.ts'
import {
  comparedSets,
  fileOf,
  type CheckResult,
  joined,
  type LabWorkspace,
  type LabCheck,
} from '../workspace.ts'
import { keyFound, requestOf, subjectRight } from './requests.ts'

const signedRight = (
  leaf: Certificate,
  where: string,
  ca: string | undefined,
  workspace: LabWorkspace,
): CheckResult => {
  const { say } = workspace
  const bytes = ca === undefined ? Buffer.from(workspace.caPem) : fileOf(workspace, ca)
  if (certificatesIn(bytes).some((authority) => isSignedBy(leaf, authority))) return undefined
  return {
    is: say.otherIssuer(where, formatName(leaf.issuer)),
    wanted: say.issuerWanted(ca ?? say.clusterCa),
  }
}

const validNow = ({ notBefore, notAfter }: Certificate, workspace: LabWorkspace): CheckResult => {
  const { say } = workspace
  const time = workspace.clock.now()
  if (time > notAfter) return { is: say.expired(formatTime(notAfter)), wanted: say.validWanted }
  if (time < notBefore)
    return { is: say.notYetValid(formatTime(notBefore)), wanted: say.validWanted }
  return undefined
}

const DAY = 24 * 3600

const lifetimeRight = (
  { notBefore, notAfter }: Certificate,
  given: NonNullable<CheckParameters['certificateFor']['lifetime']>,
  { say }: LabWorkspace,
): CheckResult => {
  const seconds = (notAfter - notBefore) / 1000
  const text = (length: number): string =>
    lifetimeText(length < 2 * DAY ? length : Math.round(length / DAY) * DAY, say.hints)
  const least = given.least === undefined ? undefined : parseGoDuration(given.least)
  const most = given.most === undefined ? undefined : parseGoDuration(given.most)
  if (seconds >= (least ?? 0) && seconds <= (most ?? Infinity)) return undefined
  const bounds = [
    ...(least === undefined ? [] : [say.atLeast(text(least))]),
    ...(most === undefined ? [] : [say.atMost(text(most))]),
  ]
  return { is: say.lifetime(text(seconds)), wanted: say.lifetime(bounds.join(', ')) }
}

export const certificateFor: LabCheck<'certificateFor'> = async (given, workspace) => {
  const { say } = workspace
  const { file = '', request } = given
  const where = request === undefined ? file : `csr/${request}`
  const wanted = say.certificateWanted(where)
  const bytes =
    request === undefined
      ? fileOf(workspace, file, wanted)
      : Buffer.from(
          (await requestOf(workspace, request, wanted)).status?.certificate ?? '',
          'base64',
        )
  const [leaf] = certificatesIn(bytes)
  if (leaf === undefined) return { is: say.noCertificate(where), wanted }
  return joined(
    signedRight(leaf, where, given.ca, workspace),
    subjectRight(leaf, given),
    comparedSets('URI', leaf.sans.uri, given.uri),
    comparedSets('usages', purposeNames(leaf), given.usages),
    lifetimeRight(leaf, given.lifetime ?? {}, workspace),
    validNow(leaf, workspace),
    keyFound(workspace, given.key, leaf.publicKey.spki),
  )
}
