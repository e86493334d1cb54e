import type { Language } from 'shared/locale'
import type { Surface } from 'shared/payments'
import type { Role } from 'shared/permissions'
import type { Config } from './config.ts'
import type { KnownSessions } from './modules/auth/index.ts'
import type { Catalogue } from './modules/catalog/index.ts'
import type { Rates } from './modules/fx/index.ts'
import type { AskedLately, Gateways, KeptPauses } from './modules/payments/index.ts'
import type { KeptShipping } from './modules/shipping/index.ts'
import type { Clock } from './platform/clock.ts'
import type { Sealer } from './platform/crypto.ts'
import type { Db } from './platform/db.ts'
import type { FileStore } from './platform/files.ts'
import type { Limit } from './platform/http/rate-limit.ts'
import type { JobSender } from './platform/jobs.ts'
import type { LiveSender } from './platform/live.ts'
import type { Log } from './platform/log.ts'
import type { TelegramApi } from './platform/telegram/api.ts'

/** The world a use case may reach. Made once at start; tests make another. */
export type World = {
  config: Config
  log: Log
  clock: Clock
  sealer: Sealer
  db: Db
  jobs: JobSender
  live: LiveSender
  files: FileStore
  telegram: TelegramApi
  gateways: Gateways
  /** The shelf, kept in the process. */
  catalog: Catalogue
  /** How often each may ask, and change something. */
  limits: { requests: Limit; writes: Limit }
  /** Where to and how the shop delivers, and its taxes, kept in the process too. */
  shipping: KeptShipping
  /** What one currency is worth in another. */
  rates: Rates
  /** Who was signed in a moment ago. */
  sessions: KnownSessions
  /** Ways to pay that staff took out of the checkout for a while. */
  pauses: KeptPauses
  /** What gateways told a moment ago. */
  asked: AskedLately
}

/** Who acts. */
export type UserActor = {
  kind: 'user'
  userId: string
  telegramId: number
  sessionId: string
  /** What opened the session: the pages of one launch are one device. */
  launch: string
  /** Where the shop is open: told by how they signed in. */
  surface: Surface
  role: Role
  language: Language
  name: string
  authDate: Date
  signedInAt: Date
}
export type SystemActor = { kind: 'system'; name: string; userId?: undefined }
export type Actor = UserActor | SystemActor

/** What a use case is given: the world, who acts, and the transaction it is part of, if any. */
export type Context = World & {
  actor: Actor
  requestId?: string
  /** Set inside a transaction: what to do once it is committed. */
  afterCommit?: (() => void)[]
}

/** A context of somebody who is signed in, customer or staff. */
export type CustomerContext = Context & { actor: UserActor }
export type StaffContext = CustomerContext

export function systemContext(world: World, name: string): Context {
  return { ...world, actor: { kind: 'system', name } }
}
