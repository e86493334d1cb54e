import { parseArgs } from 'node:util'
import { simulate } from 'server/simulation/run'
import { requireNode24 } from './environment.ts'

// `pnpm simulate`: thousands of steps of chance in a whole shop, and whether every promise about money and goods was kept.
requireNode24()
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    steps: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
  },
})
const first = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const databaseUrl = process.env['DATABASE_URL']

for (let run = 0; run < Number(values.runs); run += 1) {
  const seed = first + run
  const began = performance.now()
  process.stdout.write(`seed ${seed}, ${values.steps} steps on ${databaseUrl ? 'PostgreSQL' : 'PGlite'}\n`)
  const report = await simulate({
    seed,
    steps: Number(values.steps),
    databaseUrl,
    ...(values.verbose ? { onStep: (line: string) => process.stdout.write(`${line}\n`) } : {}),
  })
  const seconds = Math.round((performance.now() - began) / 1000)
  if (report.broken.length === 0) {
    process.stdout.write(`every promise kept, ${seconds} s, end ${report.hash}\n`)
    continue
  }
  process.stdout.write(
    `${report.log.slice(-50).join('\n')}\n\nBroken after ${report.taken} steps (${seconds} s):\n${report.broken.join('\n')}\n`,
  )
  process.stdout.write(`\nAgain: pnpm simulate --seed ${seed} --steps ${report.taken}\n`)
  process.exitCode = 1
  break
}
