/** English texts of a class; `spelled`: ` NAME` where more than one class exists. */
const counted = (count: number, thing: string): string =>
  `${count} ${thing}${count === 1 ? '' : 's'}`

export const CLASS_ENGLISH = {
  making: (at: number, all: number) => `creating cluster ${at} of ${all}`,
  created: (name: string, people: number, labs: number) =>
    `Class ${name}: ${counted(people, 'learner')}, ${counted(labs, 'lab')}, a cluster for each learner and lab.`,
  handOut: (folder: string) => [
    `For each learner, ${folder} has a text to send (NAME.txt), and a folder with a kubeconfig`,
    'and the files of the labs.',
  ],
  serving: (url: string) => `Serving at ${url} until Ctrl-C.`,
  nextSteps: (spelled: string) =>
    `csrlab class board${spelled} shows everyone's progress; csrlab class serve${spelled} continues another day.`,
  onlyHere: 'Only this machine can connect; for others, create the class with --host 0.0.0.0.',
  stopped: (name: string, spelled: string) =>
    `stopped; csrlab class serve${spelled} continues class ${name}`,
  letter: (name: string, className: string) => `# ${name} · ${className}`,
  letterJoin: 'With Node.js and csrlab, paste this line into a terminal:',
  letterKubectl: 'With kubectl alone, this line writes a kubeconfig with a context for each lab:',
  letterFolder: 'Other files of the labs are in the folder that you received.',
  joined: (learner: string, className: string) => `${learner}, you have joined class ${className}.`,
  joinedLabs: (labs: string) => `Your labs: ${labs}`,
  checkReports: 'csrlab lab check and csrlab lab watch report your outcomes to the class.',
  notReported: (why: string) => `cannot report to the class: ${why}`,
  added: (count: number, folder: string) =>
    `${counted(count, 'learner')} added; their files are in ${folder}.`,
  labsNow: (labs: string) =>
    `Labs: ${labs}. Learners paste their line again; existing folders stay.`,
  newToken: (name: string, file: string) =>
    `${name} has a new token, and the old one stops working. Send them ${file}.`,
  inAMoment: (name: string) => `Class ${name} is running and applies it now.`,
  atNextServe: (name: string, spelled: string) =>
    `Class ${name} is not running; csrlab class serve${spelled} will apply it.`,
  deletedMeanwhile: 'The class was deleted.',
  people: (count: number) => counted(count, 'learner'),
  solvedAll: (count: number) => `${count} have solved all`,
  learner: 'LEARNER',
  stuck: 'NO PROGRESS',
  minutes: (count: number) => `${count} min`,
  hours: (count: number) => `${count} h`,
  longest: (name: string, lab: string, time: string) =>
    `Longest without progress: ${name}, ${lab}, ${time}`,
  notServing: (spelled: string) =>
    `The class is not running (start it with csrlab class serve${spelled}). Last known state:`,
  moreRows: (from: number, to: number, all: number) => `${from}–${to} of ${all}`,
  keys: '↑↓ scroll  ←→ labs  s sort  q quit',
  progress: (name: string, lab: string, count: number, all: number) =>
    `${name}: ${lab} ${count}/${all}`,
  askDelete: (name: string) => `Delete class ${name} and the clusters of all its learners? [y/N] `,
  notDeleted: 'Not deleted.',
  deleted: (name: string, folder: string) =>
    `deleted ${name} and the clusters of all its learners; their files stay in ${folder}`,
  csv: ['name', 'id', 'lab', 'solved', 'outcome', 'met', 'since', 'by'],
}
