/** What people answer to a question, in the languages that labs speak. */

/** Whether it is yes; anything else is no. */
export const isYes = (answer: string): boolean => /^(y|yes|j|ja|예|네|ㅇ)$/i.test(answer)
