import { spawn } from 'node:child_process'
import { createServer } from 'node:net'

export type Part = { stop(signal?: NodeJS.Signals): Promise<void>; output(): string; pid: number }

/** Starts one process of the shop and waits until it answers. Its output is shown when it does not. */
export async function startPart(args: string[], environment: Record<string, string>, answersAt?: string, everyMs = 150): Promise<Part> {
  const child = spawn('node_modules/.bin/node', args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000)))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null) return
    child.kill(signal)
    const forced = setTimeout(() => child.kill('SIGKILL'), 12_000)
    await ended
    clearTimeout(forced)
  }
  if (answersAt) {
    const until = Date.now() + 60_000
    for (;;) {
      if (child.exitCode !== null || Date.now() > until) {
        await stop('SIGKILL')
        throw new Error(`${args.join(' ')} does not answer at ${answersAt}:\n${output}`)
      }
      const answered = await fetch(answersAt, { signal: AbortSignal.timeout(2_000) }).then(
        (response) => response.ok,
        () => false,
      )
      if (answered) break
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }
  return { stop, output: () => output, pid: child.pid ?? 0 }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
