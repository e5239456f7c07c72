/** Sentences in Korean. */
import { goQuote } from '../../../apimachinery/text/quote.ts'
import { lifetimeOf, type TimeUnit } from '../time.ts'
import type { HintWords } from './en.ts'

const UNITS: Readonly<Record<TimeUnit, string>> = {
  day: '일',
  hour: '시간',
  minute: '분',
  second: '초',
}

const KINDS = { user: '사용자', group: '그룹' } as const

export const KOREAN_HINTS: HintWords = {
  lifetime: (seconds) => {
    const { isRounded, count, unit } = lifetimeOf(seconds)
    return `${isRounded ? '약 ' : ''}${count}${UNITS[unit]}`
  },

  lookFirst: ({ key, commonName, organizations, seconds, asker }) => {
    const who = commonName === '' ? 'CN이 없어서 아무도 아닌 것' : `사용자 ${commonName}`
    const groups = organizations.length === 0 ? '' : `(그룹: ${organizations.join(', ')})`
    return `승인하기 전에 확인하세요. ${key} 키를 가진 사람이 ${KOREAN_HINTS.lifetime(seconds)} 동안 ${who}${groups}이(가) 됩니다. 요청자: ${asker ?? '없음'}.`
  },
  administrator: ({ kind, name, binding }) =>
    `클러스터 관리자입니다. ${KINDS[kind]} ${name}에 ClusterRoleBinding ${binding}(으)로 cluster-admin이 부여되어 있습니다.`,
  nameOfSystem: (name) => `${name}은(는) 시스템 프로그램이 쓰는 이름입니다.`,
  nameOfAnother: (user) => `${user}이(가) 다른 사용자의 이름을 요청합니다.`,
  weakKey: (bits) => `${bits}비트 RSA 키는 깨질 수 있습니다.`,
  unboundGroup: (group) => `그룹 ${group}에 대한 바인딩이 아직 없습니다.`,
  willFail: (problem) => `승인하면 서명자가 Failed로 표시합니다: ${problem}`,

  noCommonName: '주체에 CN이 없어서 인증서가 아무도 나타내지 않습니다.',
  makeAgainWithName: '이름을 넣어 요청을 다시 만드세요.',
  strayCharacters: (text) => `주체의 ${goQuote(text)}에 잘못 들어간 듯한 문자가 있습니다.`,
  spelledEverywhere: '모든 바인딩에 똑같이 써야 합니다.',
  ifSlip: '실수라면 요청을 다시 만드세요.',
  unitsForGroups: (units) =>
    `OU=${units.join(', OU=')}(으)로는 어떤 그룹에도 속하지 않습니다. 그룹은 주체의 O입니다.`,
  ifGroupMeant: '그룹을 뜻했다면 요청을 다시 만드세요.',

  writeUsages: (usages) => `${usages}(이)라고 쓰세요.`,
  writeUsagesAndSend: (usages) => `매니페스트에 ${usages}(이)라고 쓰고 다시 보내세요.`,
  makeForNode: (node) => `노드 ${node}의 요청을 만드세요.`,
  makeForNodeInstead: (node) => `노드 ${node}의 요청을 만들어 이 요청 대신 보내세요.`,
  noSignerHere: (signer) =>
    `이 클러스터에는 ${signer} 서명자가 없어서 승인해도 인증서가 발급되지 않습니다`,
  unlessOwnController: (said) => `${said}. 직접 만든 컨트롤러가 서명한다면 괜찮습니다.`,
  didYouMean: (said, meant) => `${said}. 혹시 ${meant}인가요?`,
  writeAndSend: '매니페스트를 그렇게 고쳐 다시 보내세요.',
}
