/**
 * What went wrong, as it travels (RFC 9457, `application/problem+json`). `code` is for machines and never changes its
 * meaning; the Mini App translates it as `problems.<code>`; `detail` is a sentence in English for logs and developers.
 */
export type ProblemJson = {
  type: string
  title: string
  status: number
  code: string
  detail?: string
  /** Where the input was wrong, when it was: a path such as `address.city` and a reason. */
  fields?: { path: string; reason: string }[]
  /** Facts the screen may need to say it better, such as how many are left. */
  facts?: Record<string, string | number | boolean>
  requestId?: string
}
