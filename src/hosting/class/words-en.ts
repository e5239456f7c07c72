/** English texts of a class; `spelled`: ` NAME` where more than one class exists. */
const counted = (count: number, thing: string): string =>
  `${count} ${thing}${count === 1 ? '' : 's'}`

export const CLASS_ENGLISH = {
  making: (at: number, all: number) => `making cluster ${at} of ${all}`,
  created: (name: string, people: number, labs: number) =>
    `The class ${name}: ${counted(people, 'learner')}, ${counted(labs, 'lab')}, a cluster for each lab of each learner.`,
  handOut: (folder: string) => [
    `${folder} has for each learner a text to paste (NAME.txt), and a folder with a kubeconfig`,
    'and what the labs give.',
  ],
  serving: (url: string) => `It serves at ${url} until Ctrl-C.`,
  nextSteps: (spelled: string) =>
    `csrlab class board${spelled} shows who has solved what; csrlab class serve${spelled} goes on another day.`,
  onlyHere: 'Only this machine reaches it; for others, make the class with --host 0.0.0.0.',
  stopped: (name: string, spelled: string) =>
    `stopped; the class ${name} is kept, csrlab class serve${spelled} goes on`,
  letter: (name: string, className: string) => `# ${name} · ${className}`,
  letterJoin: 'With Node.js and csrlab, paste this line into a terminal:',
  letterKubectl: 'With kubectl alone, this line writes a kubeconfig with a context for each lab:',
  letterFolder: 'What the labs give besides is in the folder that you were handed.',
  joined: (learner: string, className: string) => `${learner}, you are in the class ${className}.`,
  joinedLabs: (labs: string) => `Your labs: ${labs}`,
  checkReports: 'csrlab lab check, and csrlab lab watch, tell the class which outcomes are there.',
  notReported: (why: string) => `the class has not heard of it: ${why}`,
  added: (count: number, folder: string) =>
    `${counted(count, 'learner')} more; what they are given is in ${folder}.`,
  labsNow: (labs: string) =>
    `The labs are ${labs}. Learners paste their line again; folders that they have stay.`,
  newToken: (name: string, file: string) =>
    `${name} has a new token, and the old one ends: send them ${file}.`,
  inAMoment: (name: string) => `The class ${name} is served, and does it now.`,
  atNextServe: (name: string, spelled: string) =>
    `The class ${name} is not served; csrlab class serve${spelled} does it.`,
  deletedMeanwhile: 'The class was deleted.',
  people: (count: number) => counted(count, 'learner'),
  solvedAll: (count: number) => `${count} have solved all`,
  learner: 'LEARNER',
  stuck: 'NOTHING NEW',
  minutes: (count: number) => `${count} min`,
  hours: (count: number) => `${count} h`,
  longest: (name: string, lab: string, time: string) =>
    `Longest without anything new: ${name}, ${lab}, ${time}`,
  notServing: (spelled: string) =>
    `The class does not run; csrlab class serve${spelled} starts it. This is how it was.`,
  moreRows: (from: number, to: number, all: number) => `${from}–${to} of ${all}`,
  keys: '↑↓ scroll  ←→ labs  s sort  q quit',
  progress: (name: string, lab: string, count: number, all: number) =>
    `${name}: ${lab} ${count}/${all}`,
  askDelete: (name: string) =>
    `Delete the class ${name}, with the clusters of all its learners? [y/N] `,
  notDeleted: 'Not deleted.',
  deleted: (name: string, folder: string) =>
    `${name} is deleted, with the clusters of all its learners; what they were given stays in ${folder}`,
  csv: ['name', 'id', 'lab', 'solved', 'outcome', 'met', 'since', 'by'],
}
