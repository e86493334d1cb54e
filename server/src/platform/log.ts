import { pino, type Logger } from 'pino'

export type Log = Logger

/** Names whose values never reach a log, at any depth we log at. */
const secrets = [
  'authorization',
  'cookie',
  'token',
  'initData',
  'clientSecret',
  'client_secret',
  'phone',
  'address',
  'contact',
  'email',
  'secret',
  'password',
]

export function createLog(level: string, stream?: { write(line: string): void }): Log {
  const options = {
    level,
    base: undefined,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
    // What a call site made by asLoggedError is fit to log already.
    serializers: { error: (error: unknown) => (logged.has(error as object) ? error : asLoggedError(error)) },
  }
  return stream ? pino(options, stream) : pino(options)
}

const logged = new WeakSet()

/** An error without the parameters of its query: they may hold what people told us. */
export function asLoggedError(error: unknown): Record<string, unknown> {
  const told = tellError(error)
  logged.add(told)
  return told
}

function tellError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: typeof error === 'string' ? error : `a thrown ${typeof error}` }
  const cause = error.cause
  const isQuery = error.name === 'DrizzleQueryError' || 'query' in error
  return {
    name: error.name,
    message: isQuery ? 'a query failed' : error.message,
    ...(typeof (error as { code?: unknown }).code === 'string' ? { code: (error as unknown as { code: string }).code } : {}),
    stack: error.stack
      ?.split('\n')
      .filter((line) => line.trim().startsWith('at '))
      .slice(0, 8)
      .join('\n'),
    ...(cause ? { cause: tellError(cause) } : {}),
  }
}
