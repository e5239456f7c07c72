/** Sentences in Korean; texts of the cluster stay in English. */
import { SYSTEM_MASTERS } from '../../../apimachinery/user.ts'
import { moment } from '../../hints/time.ts'
import { KOREAN_HINTS } from '../../hints/words/ko.ts'
import type { CleanUp } from '../../../resources/certificates/csr/clean-up.ts'
import type { TraceWords } from './en.ts'

const listed = (names: readonly string[]): string => names.join(', ') || '없음'

const STATES: Readonly<Record<CleanUp['state'], string>> = {
  issued: '발급된',
  denied: '거부된',
  failed: '실패한',
  pending: '대기 중인',
  'approved but not issued': '승인되었지만 발급되지 않은',
  expired: '인증서가 만료된',
}

export const KOREAN_TRACE: TraceWords = {
  hints: KOREAN_HINTS,

  sentBy: (user, groups, at, how) =>
    `${user}(그룹: ${listed(groups)})이(가) ${at}에 보냈습니다${how}.`,
  byCertificate: (sha256) => `. SHA-256이 ${sha256}인 클라이언트 인증서로 인증했습니다`,
  byCredential: (credential) => `. 자격 증명 ${credential}(으)로 인증했습니다`,
  nobody: '없음',
  couldNotAsk: (user) =>
    `${user}에게 생성이 허용되었습니다. 어떤 규칙이 허용하는지는 확인할 수 없었습니다.`,
  noLongerAllowed: (user) =>
    `${user}에게 그때는 생성이 허용되었지만 지금은 허용하는 규칙이 없습니다.`,
  mayCreate: (user, reason) => `${user}은(는) 요청을 만들 수 있습니다: ${reason}.`,
  mastersMayAll: `${SYSTEM_MASTERS} 그룹은 규칙 없이도 모든 것을 할 수 있습니다`,
  noReason: '이유가 주어지지 않았습니다',

  subjectChecked: `CertificateSubjectRestriction: 주체가 O=${SYSTEM_MASTERS}을(를) 요청하지 않습니다.`,
  subjectNotChecked: (signer) => `CertificateSubjectRestriction은 ${signer}만 검사합니다.`,
  goodRequest: (about) => `spec.request는 자기 키로 서명된 PEM 요청 하나입니다${about}.`,
  aboutRequest: (subject, key, fingerprint) => `: ${subject}, ${key}, 키 ${fingerprint}`,
  badRequest: (problem) => `spec.request: ${problem}.`,
  noLifetime: 'spec.expirationSeconds가 없어서 서명자가 정합니다.',
  lifetime: (seconds) =>
    `spec.expirationSeconds: ${seconds}, 즉 ${KOREAN_HINTS.lifetime(seconds)}.`,

  pending: (command) => `대기 중: ${command}`,
  toldAt: (message, at) => `${at}: ${message}`,
  decided: (type, at, manager, why) =>
    `${at}에 ${type}${manager === undefined ? '' : `, ${manager} 사용`} (${why}).`,

  willGive: (seconds) =>
    `유효 기간은 ${KOREAN_HINTS.lifetime(seconds)}입니다. 서명자의 최대값이 더 작으면 그 값입니다.`,
  issuedBy: (signer) => `${signer}이(가) 발급했습니다.`,
  refusedAt: (signer, at, message) => `${signer}이(가) ${at}에 거절했습니다: ${message}`,
  willRefuse: (signer, problem) => `${signer}이(가) 거절할 것입니다: ${problem}`,
  deniedIsFinal: '거부된 요청은 서명되지 않습니다.',
  noAnswerYet: '서명자가 아직 답하지 않았습니다.',
  waitsForApproval: (signer) => `${signer}이(가) 승인을 기다립니다.`,
  noSuchSigner: (signer) => `Kubernetes의 서명자 중에 ${signer}은(는) 없습니다`,

  subject: (name) => `주체 ${name}: 로그인하는 사용자와 그룹입니다.`,
  sameKey: (fingerprint) => `요청의 키와 같습니다: ${fingerprint}.`,
  otherKey: '요청의 키와 다른 키입니다.',
  valid: (from, until, hasExpired) =>
    `${moment(from)}부터 ${moment(until)}까지 유효합니다${hasExpired ? '. 이미 만료되었습니다' : ''}.`,
  unreadable: (problem) => `읽을 수 없습니다: ${problem}.`,

  cleanedUp: ({ at, state, hours }) =>
    `${moment(at)} 이후 정리기가 삭제합니다. ${STATES[state]} 요청은 ${hours === undefined ? '보관하지 않습니다' : `${hours}시간 동안 보관합니다`}.`,
}
