// No file reaches itself through what it imports. Only one circle of each import is reported, so one of types alone would hide
// another that runs: here types are gone before anything is looked at.
const { options } = require('./.dependency-cruiser.cjs')

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [{ name: 'no-circles', severity: 'error', from: { pathNot: '/tables\\.ts$' }, to: { circular: true } }],
  options: { ...options, tsPreCompilationDeps: false },
}
