import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { readableLine } from './board.ts'
import { isAlive, isPortFree, start } from './processes.ts'

const node = process.execPath

describe('a process that was started', () => {
  it('leaves nothing behind when it is stopped, not even what it started itself', async () => {
    const lines: string[] = []
    const script = `
      const { spawn } = require('node:child_process')
      const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'])
      console.log(process.pid + ' ' + child.pid)
      setInterval(() => {}, 1000)`
    const running = start({ name: 'parent', command: [node, '-e', script], cwd: '.', env: process.env, onLine: (line) => lines.push(line) })
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    const pids = (lines[0] ?? '').split(' ').map(Number)
    expect(pids.map(isAlive)).toEqual([true, true])
    await running.stop(1)
    expect(pids.map(isAlive)).toEqual([false, false])
    expect(await running.ended).toBe('signal SIGTERM')
  })

  it('tells how it ended, and the last words it had', async () => {
    const lines: string[] = []
    const running = start({
      name: 'short',
      command: [node, '-e', 'process.stderr.write("no newline"); process.exitCode = 3'],
      cwd: '.',
      env: process.env,
      onLine: (line) => lines.push(line),
    })
    expect(await running.ended).toBe('code 3')
    expect(lines).toEqual(['no newline'])
    expect(
      await start({ name: 'none', command: ['/no/such/program'], cwd: '.', env: process.env, onLine: () => undefined }).ended,
    ).toContain('ENOENT')
  })
})

describe('a port', () => {
  it('is free until somebody listens there', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    expect(await isPortFree(port)).toBe(false)
    await new Promise((resolve) => server.close(resolve))
    expect(await isPortFree(port)).toBe(true)
  })
})

describe('a log line', () => {
  it('is said in short', () => {
    expect(readableLine('{"level":50,"time":1,"route":"/x","error":{"message":"boom"},"msg":"a request failed"}')).toBe(
      'error: a request failed: boom  route=/x',
    )
    expect(readableLine('{"level":30,"msg":"the shop is open"}')).toBe('the shop is open')
    expect(readableLine('plain words')).toBe('plain words')
    expect(readableLine('{not json')).toBe('{not json')
  })
})
