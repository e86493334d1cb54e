import type { Db } from '../platform/db.ts'

/** Thrown out of everything a killed process still tries. */
export class Killed extends Error {
  override name = 'Killed'
}

/** Where a process can be killed in the middle of its work. */
export const deaths = ['before-statement', 'before-commit', 'after-commit', 'before-send', 'after-send'] as const
export type Death = (typeof deaths)[number]

/** A process's life: whatever it does passes here, and nothing does once it is over. */
export type Life = ReturnType<typeof createLife>

export function createLife() {
  let isOver = false
  let doom: { at: Death; in: number } | undefined
  return {
    isOver: () => isOver,
    end() {
      isOver = true
    },
    /** It ends the `after`-th time from now that it comes to this point. */
    doom(at: Death, after: number) {
      doom = { at, in: after }
    },
    spare() {
      doom = undefined
    },
    /** @throws Killed */
    pass(at: Death) {
      if (doom?.at === at && (doom.in -= 1) <= 0) isOver = true
      if (isOver) throw new Killed(at)
    },
  }
}

type Work = (inner: object) => Promise<unknown>
type Driver = Record<string, (...args: never[]) => unknown>

/**
 * The database as one process sees it: a transaction of a process that dies is rolled back, and what was committed stays,
 * whether or not it ever learns of it. Works on the driver below Drizzle, so nothing goes past it.
 */
export function mortal(db: Db, life: Life): Db {
  const { session } = db as unknown as { session: { client: Driver } }
  session.client = mortalDriver(session.client, life)
  return db
}

function mortalDriver<Client extends object>(client: Client, life: Life): Client {
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown
      if (typeof value !== 'function') return value
      const call = value.bind(target) as (...args: unknown[]) => unknown
      switch (name) {
        // PGlite's, and postgres.js's.
        case 'query':
        case 'exec':
        case 'unsafe':
          return (...args: unknown[]) => {
            life.pass('before-statement')
            return call(...args)
          }
        case 'transaction':
        case 'begin':
          return async (work: Work) => {
            life.pass('before-statement')
            const result = await call(async (inner: object) => {
              const done = await work(mortalDriver(inner, life))
              life.pass('before-commit')
              return done
            })
            life.pass('after-commit')
            return result
          }
        case 'savepoint':
          return (work: Work) => call((inner: object) => work(mortalDriver(inner, life)))
        default:
          return call
      }
    },
  })
}
