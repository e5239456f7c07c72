/** @param path an absolute path */
export const sourceOf: (path: string) => string
