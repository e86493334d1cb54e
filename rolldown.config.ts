import { defineConfig } from 'rolldown'

// API, worker and bot as one program for `pnpm start`: reading a thousand small files took half the time of a start and a third
// of the memory. What is native or reads files that lie beside it stays a package. Names are kept, so that a logged error
// still says where it came from; `node --enable-source-maps` says the line.
export default defineConfig({
  input: { production: 'scripts/production.ts' },
  platform: 'node',
  external: [/^@electric-sql\/pglite/, 'sharp', 'pdfkit', 'pg-native'],
  output: {
    dir: 'server/dist',
    format: 'esm',
    sourcemap: true,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
  },
})
