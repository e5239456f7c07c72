/** Answers to the questions of labs, in English and Korean. */

/** Whether an answer means yes; any other text means no. */
export const isYes = (answer: string): boolean => /^(y|yes|예|네|ㅇ)$/i.test(answer)
