import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from 'server/platform/folder-lock'

// `pnpm build`: the Mini App with its files compressed, and the server, worker and bot as one program.

const root = join(import.meta.dirname, '..')
const miniapp = join(root, 'miniapp')

const steps = [
  { cwd: miniapp, args: [join(miniapp, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'] },
  { cwd: miniapp, args: ['scripts/precompress.ts'] },
  { cwd: root, args: [join(root, 'node_modules/rolldown/bin/cli.mjs'), '-c', 'rolldown.config.ts'], isLoud: true },
]

// A shop that runs while this builds may still read parts of the program before: they stay for a week from now.
const programs = join(root, 'server/dist')
mkdirSync(programs, { recursive: true })
const partsBefore = readdirSync(programs)
  .filter((name) => !name.startsWith('production.js'))
  .map((name) => join(programs, name))
const latest = Math.max(0, ...partsBefore.map((file) => statSync(file).mtimeMs))
for (const file of partsBefore) if (latest - statSync(file).mtimeMs < 60_000) utimesSync(file, new Date(), new Date())

const release = await lockWhenFree()
for (const { cwd, args, isLoud } of steps) {
  const { status } = spawnSync(process.execPath, args, { cwd, stdio: ['ignore', isLoud ? 'ignore' : 'inherit', 'inherit'] })
  if (status !== 0) {
    await release()
    process.exit(status ?? 1)
  }
}
for (const file of partsBefore) if (Date.now() - statSync(file).mtimeMs > 7 * 86_400_000) rmSync(file)
await release()

/** API and worker that are started together may both find that there is something to build. */
async function lockWhenFree(): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await lockFolder(programs)
    } catch (error) {
      if (tries === 120) throw error
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}
