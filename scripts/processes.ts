import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'

export type Running = {
  name: string
  /** Ends with what the process ended with; never rejects. */
  ended: Promise<string>
  /** Asks the whole process group to stop, and makes it after `seconds`. */
  stop(seconds?: number): Promise<void>
}

/**
 * Starts a command in a process group of its own, so that stopping it stops whatever it started.
 * @param onLine each line it prints, standard output and error alike
 */
export function start({
  name,
  command,
  cwd,
  env,
  onLine,
}: {
  name: string
  command: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  onLine(line: string): void
}): Running {
  const [file = '', ...rest] = command
  const child = spawn(file, rest, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  eachLine(child.stdout, onLine)
  eachLine(child.stderr, onLine)
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`))
  })
  return { name, ended, stop: (seconds = 10) => stopGroup(child, seconds) }
}

async function stopGroup(child: ChildProcess, seconds: number): Promise<void> {
  const { pid } = child
  if (!pid) return
  signalGroup(pid, 'SIGTERM')
  const until = Date.now() + seconds * 1000
  while (isGroupAlive(pid) && Date.now() < until) await pause(50)
  if (!isGroupAlive(pid)) return
  signalGroup(pid, 'SIGKILL')
  while (isGroupAlive(pid) && Date.now() < until + 2_000) await pause(50)
}

/** Whether anything of the group still runs. A zombie does not: it only waits to be looked at. */
function isGroupAlive(group: number): boolean {
  if (!signalGroup(group, 0)) return false
  if (!existsSync('/proc/self/stat')) return true
  return readdirSync('/proc').some((pid) => {
    const [, state, , of] = /\) (\w) (\d+) (\d+)/.exec(readProc(Number(pid), 'stat') ?? '') ?? []
    return Number(of) === group && state !== 'Z' && state !== 'X'
  })
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}

/** Whether somebody could listen there now. */
export function isPortFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** Asks until it answers with 2xx. @returns false when it has not within `seconds`, or when `givesUp` */
export async function answersAt(url: string, { seconds = 60, givesUp }: { seconds?: number; givesUp?(): boolean } = {}): Promise<boolean> {
  const until = Date.now() + seconds * 1000
  while (Date.now() < until && !givesUp?.()) {
    const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      async (response) => {
        await response.body?.cancel()
        return response.ok
      },
      () => false,
    )
    if (ok) return true
    await pause(100)
  }
  return false
}

/**
 * Calls `gone` once when a pnpm or npx that started us is gone: stopped with SIGTERM, they leave their children behind.
 * Only where there is /proc; elsewhere Ctrl-C reaches us anyway.
 */
export function watchLaunchers(gone: () => void): void {
  const launchers = launchersOf(process.ppid)
  if (launchers.length === 0) return
  const timer = setInterval(() => {
    if (launchers.every(isAlive)) return
    clearInterval(timer)
    gone()
  }, 500)
  timer.unref()
}

/** The pnpm, npx and npm above us, and the shells between them. */
function launchersOf(pid: number): number[] {
  const found: number[] = []
  let shells: number[] = []
  for (let at = pid; at > 1;) {
    const command = (readProc(at, 'cmdline') ?? '').replaceAll('\0', ' ').trim()
    const isShell = /^(\S*\/)?(ba|da)?sh -c /.test(command)
    if (/^(\S*\/)?(node )?(\S*\/)?(pnpm|npx|npm)([-.@\s]|$)/.test(command)) {
      found.push(...shells, at)
      shells = []
    } else if (isShell) shells.push(at)
    else break
    at = Number(/\) \w (\d+)/.exec(readProc(at, 'stat') ?? '')?.[1] ?? 0)
  }
  return found
}

/** Whether a process runs; a zombie does not. Where there is no /proc, nothing does. */
export function isAlive(pid: number): boolean {
  return !/\) [ZX] /.test(readProc(pid, 'stat') ?? ') X ')
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  stream.on('end', () => rest && onLine(rest))
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
