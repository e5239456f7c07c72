/** The users in an answer of `POST /csrlab/v1/populate`. */

export interface MadeUser {
  readonly name: string
  /** PEM */
  readonly key: string
  /** PEM */
  readonly certificate: string
}

export interface MadeUsers {
  readonly users: readonly MadeUser[]
}
