import postgres from 'postgres'

// Whether PostgreSQL answers at the address given: ends with 0 when it does, and says why when it does not.
const sql = postgres(process.argv[2] ?? '', { max: 1, connect_timeout: 5, onnotice: () => undefined })
try {
  const [row] = await sql<{ version: string }[]>`select current_setting('server_version') as version`
  process.stdout.write(`PostgreSQL ${row?.version} answers\n`)
} catch (error) {
  process.stderr.write(`PostgreSQL does not answer: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await sql.end({ timeout: 1 })
}
