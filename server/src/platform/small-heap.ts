import { flushCompileCache } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * Lets the heap grow to 1.5 times what lives in it before garbage is collected; V8 by itself lets a shop of 45 MB grow to 200
 * and keeps what it grew to. To be called once the process has started: Node's own compiled code, and ours on disk, is bound
 * to the flags it was made with, so the same on the command line makes a start slower by half. The size of the young heap
 * is not among them and can only be given there: see `start` in package.json.
 */
export function keepHeapSmall(): void {
  flushCompileCache()
  setFlagsFromString('--heap-growing-percent=50')
  setFlagsFromString('--expose-gc')
  // The first limit is reckoned from a first collection; V8's own would come at 150 MB.
  const collect = runInNewContext('gc') as (how: { type: 'major'; flavor: 'last-resort' }) => void
  collect({ type: 'major', flavor: 'last-resort' })
}
