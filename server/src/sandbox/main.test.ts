import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

describe('the sandbox as a process', () => {
  it('refuses to start in production', async () => {
    const environment = { ...process.env, NODE_ENV: 'production', SANDBOX: 'on', SANDBOX_PORT: '0' }
    const started = promisify(execFile)(process.execPath, [new URL('./main.ts', import.meta.url).pathname], { env: environment })
    await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('does not run in production') as string })
  })
})
