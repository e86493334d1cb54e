export type Log = (what: string, error?: unknown) => void

/** One line, and never the token: it is part of every address of the Bot API, and errors quote addresses. */
export function createLog(
  { token }: { token: string },
  write: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Log {
  return (what, error) => {
    const reason =
      error === undefined
        ? ''
        : `: ${error instanceof Error ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}` : 'unknown'}`
    write(`${what}${reason}`.replaceAll(token, '<token>'))
  }
}
