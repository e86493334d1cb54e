import { spawnSync } from 'node:child_process'

// `pnpm check`: everything a machine can say about the code without running it. `--fix` formats and mends what it can.
const fix = process.argv.includes('--fix')

const cruised = ['shared/src', 'server/src', 'miniapp/src', 'bot/src']

type Step = { name: string; command: string[]; /** What the output must also say. */ expect?: RegExp }

const steps: Step[] = [
  { name: 'format', command: ['oxfmt', ...(fix ? [] : ['--check'])] },
  { name: 'lint', command: ['oxlint', '--type-aware', ...(fix ? ['--fix'] : [])] },
  { name: 'types', command: ['tsc', '-b', '.', 'miniapp', 'e2e'] },
  // With an empty tree, or a TypeScript it cannot read, dependency-cruiser is content: so ask how much it saw.
  {
    name: 'boundaries',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', ...cruised],
    expect: /\b[1-9]\d{2,} modules/,
  },
  {
    name: 'circles',
    command: ['depcruise', '--config', '.dependency-cruiser-circles.cjs', ...cruised],
    expect: /\b[1-9]\d{2,} modules/,
  },
  { name: 'dead code', command: ['knip', '--no-progress'] },
  { name: 'words', command: ['node', 'scripts/check-words.ts'] },
]

let failed = 0
for (const step of steps) {
  const started = performance.now()
  const [command = '', ...args] = step.command
  const result = spawnSync(command, args, { encoding: 'utf8', shell: false, maxBuffer: 64 * 1024 * 1024 })
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`
  const good = result.status === 0 && (!step.expect || step.expect.test(output))
  process.stdout.write(`${good ? 'ok  ' : 'FAIL'} ${step.name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`)
  if (!good) {
    failed += 1
    process.stdout.write(`${output.trim() || String(result.error ?? '')}\n\n`)
  }
}
process.exit(failed > 0 ? 1 : 0)
