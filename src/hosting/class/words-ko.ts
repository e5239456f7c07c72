import type { CLASS_ENGLISH } from './words-en.ts'

export const CLASS_KOREAN: typeof CLASS_ENGLISH = {
  making: (at, all) => `클러스터를 만드는 중: ${at}/${all}`,
  created: (name, people, labs) =>
    `수업 ${name}: 학습자 ${people}명, 실습 ${labs}개. 학습자의 실습마다 클러스터가 하나씩 있습니다.`,
  handOut: (folder) => [
    `${folder}에는 학습자마다 보낼 안내문(이름.txt), 그리고 kubeconfig와 실습 파일이`,
    '든 폴더가 있습니다.',
  ],
  serving: (url) => `Ctrl-C를 누를 때까지 ${url}에서 실행됩니다.`,
  nextSteps: (spelled) =>
    `csrlab class board${spelled}: 모두의 진행 상황. csrlab class serve${spelled}: 다음에 이어서 실행.`,
  onlyHere:
    '이 컴퓨터에서만 접속할 수 있습니다. 다른 컴퓨터에서도 접속하려면 --host 0.0.0.0으로 만드세요.',
  stopped: (name, spelled) =>
    `중지했습니다. 수업 ${name} 이어서 실행: csrlab class serve${spelled}`,
  letter: (name, className) => `# ${name} · ${className}`,
  letterJoin: 'Node.js와 csrlab이 있으면 이 줄을 터미널에 붙여 넣으세요:',
  letterKubectl: 'kubectl만 있으면, 이 줄이 실습마다 컨텍스트가 있는 kubeconfig를 만듭니다:',
  letterFolder: '실습이 주는 다른 파일은 받은 폴더에 있습니다.',
  joined: (learner, className) => `${learner} 님, 수업 ${className}에 참여했습니다.`,
  joinedLabs: (labs) => `실습: ${labs}`,
  checkReports: 'csrlab lab check와 csrlab lab watch는 달성한 목표를 수업에 보고합니다.',
  notReported: (why) => `수업에 보고하지 못했습니다: ${why}`,
  added: (count, folder) => `학습자 ${count}명을 추가했습니다. 파일은 ${folder}에 있습니다.`,
  labsNow: (labs) =>
    `실습: ${labs}. 학습자가 받은 줄을 다시 붙여 넣으면 됩니다. 이미 있는 폴더는 그대로입니다.`,
  newToken: (name, file) =>
    `${name} 님의 토큰을 새로 만들었고, 이전 토큰은 더 쓸 수 없습니다. ${file}을(를) 보내세요.`,
  inAMoment: (name) => `수업 ${name}이(가) 실행 중이므로 지금 반영됩니다.`,
  atNextServe: (name, spelled) =>
    `수업 ${name}이(가) 실행되고 있지 않습니다. 시작하면 반영됩니다: csrlab class serve${spelled}`,
  deletedMeanwhile: '수업이 삭제되었습니다.',
  people: (count) => `학습자 ${count}명`,
  solvedAll: (count) => `${count}명이 모두 해결`,
  learner: '학습자',
  stuck: '진전 없음',
  minutes: (count) => `${count}분`,
  hours: (count) => `${count}시간`,
  longest: (name, lab, time) => `가장 오래 진전이 없는 사람: ${name}, ${lab}, ${time}`,
  notServing: (spelled) =>
    `수업이 실행되고 있지 않습니다 (csrlab class serve${spelled}). 마지막 상태입니다.`,
  moreRows: (from, to, all) => `${all}명 중 ${from}–${to}`,
  keys: '↑↓ 이동  ←→ 실습  s 정렬  q 종료',
  progress: (name, lab, count, all) => `${name}: ${lab} ${count}/${all}`,
  askDelete: (name) => `수업 ${name}과(와) 모든 학습자의 클러스터를 삭제할까요? [y/N] `,
  notDeleted: '삭제하지 않았습니다.',
  deleted: (name, folder) =>
    `${name}과(와) 모든 학습자의 클러스터를 삭제했습니다. 파일은 ${folder}에 남아 있습니다`,
  csv: ['이름', 'id', '실습', '해결', '목표', '달성', '시각', '출처'],
}
