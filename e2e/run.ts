import { spawnSync } from 'node:child_process'
import { findChromium } from './support/chromium.ts'

// `pnpm e2e`: builds the Mini App and walks the journeys in a real Chromium. Arguments go on to vitest (a file's name).
if (!findChromium()) {
  process.stderr.write(
    'There is no Chromium here. Install one and run again:\n  Debian, Ubuntu:  apt-get install -y chromium\n  macOS:           brew install --cask chromium\nor name one by CHROMIUM_PATH=/path/to/chrome\n',
  )
  process.exit(1)
}
const run = (command: string, args: string[]) => spawnSync(command, args, { stdio: 'inherit' }).status ?? 1
if (process.env['E2E_SKIP_BUILD'] !== '1') {
  const built = run('node', ['scripts/build.ts'])
  if (built !== 0) process.exit(built)
}
process.exit(run('vitest', ['run', '--config', 'e2e/vitest.config.ts', ...process.argv.slice(2)]))
