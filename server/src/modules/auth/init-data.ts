import { timingSafeEqual } from 'node:crypto'
import { signData } from '@telegram-apps/init-data-node'
import { hashOf } from '../../platform/crypto.ts'
import { asStorable } from '../../platform/storable-text.ts'
import { authProblem } from './problems.ts'

/** Who Telegram says opened the shop (core.telegram.org/bots/webapps#webappuser). */
export type TelegramUser = {
  id: number
  firstName: string
  lastName: string | null
  username: string | null
  photoUrl: string | null
  languageCode: string | null
  mayWrite: boolean
}

export type InitData = {
  user: TelegramUser
  authDate: Date
  startParam: string | null
  /** The same for every page of one launch, and no secret. */
  launch: string
}

const maxBytes = 8 * 1024
const maxSkewSeconds = 60

/**
 * Believes init data only after everything about it was checked. The library signs; what it lets through is refused here:
 * repeated names, control characters (fields folded into one another keep their hash), dates ahead of us, no user.
 * @param raw as the Mini App got it: `query_id=…&user=…&auth_date=…&hash=…`
 * @throws auth/init-data-invalid, auth/init-data-stale
 */
export function parseInitData(
  raw: string,
  { botToken, maxAgeSeconds, now }: { botToken: string; maxAgeSeconds: number; now: Date },
): InitData {
  const fields = parseSignedFields(raw, botToken)
  const authDate = parseAuthDate(fields.get('auth_date'), { maxAgeSeconds, now })
  const startParam = fields.get('start_param') ?? null
  return {
    user: parseUser(fields.get('user')),
    authDate,
    startParam: startParam !== null && /^[\w-]{1,512}$/.test(startParam) ? startParam : null,
    launch: hashOf(signedText(fields)),
  }
}

/**
 * The fields of anything Telegram signs with the bot's token: init data, the answer to requestContact, and, with a `sign` of
 * its own, what the login page hands over.
 * @throws auth/init-data-invalid
 */
export function parseSignedFields(
  raw: string,
  botToken: string,
  sign: (text: string, botToken: string) => string = signData,
): Map<string, string> {
  if (Buffer.byteLength(raw) > maxBytes) throw invalid('is too long')
  const fields = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(raw)) {
    if (fields.has(name)) throw invalid('repeats a name')
    if (hasControl(name) || hasControl(value)) throw invalid('has control characters')
    fields.set(name, value)
  }
  const hash = fields.get('hash') ?? ''
  if (!/^[0-9a-f]{64}$/i.test(hash)) throw invalid('has no hash')
  fields.delete('hash')
  // `signature` stays in: only the hash itself is left out (core.telegram.org/bots/webapps#validating-data).
  const expected = sign(signedText(fields), botToken)
  if (!timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(hash, 'hex'))) throw invalid('is not signed by Telegram')
  return fields
}

export function signedText(fields: ReadonlyMap<string, string>): string {
  return [...fields]
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('\n')
}

/**
 * @returns when Telegram signed it
 * @throws auth/init-data-invalid, auth/init-data-stale
 */
export function parseAuthDate(value: string | undefined, { maxAgeSeconds, now }: { maxAgeSeconds: number; now: Date }): Date {
  if (!/^[1-9]\d{0,11}$/.test(value ?? '')) throw invalid('has no date')
  const authDate = new Date(Number(value) * 1000)
  const ageSeconds = (now.getTime() - authDate.getTime()) / 1000
  if (ageSeconds < -maxSkewSeconds) throw invalid('is from the future')
  if (ageSeconds > maxAgeSeconds) throw authProblem('init-data-stale')
  return authDate
}

function parseUser(json: string | undefined): TelegramUser {
  let user: Record<string, unknown> | null = null
  try {
    user = JSON.parse(json ?? '') as Record<string, unknown> | null
  } catch {
    // no user, as below
  }
  if (typeof user !== 'object' || user === null || Array.isArray(user)) throw invalid('has no user')
  if (!Number.isSafeInteger(user['id']) || Number(user['id']) <= 0) throw invalid('has no user id')
  const word = (name: string) => asWord(user[name])
  return {
    id: Number(user['id']),
    firstName: word('first_name') ?? '',
    lastName: word('last_name'),
    username: word('username'),
    photoUrl: asPhotoUrl(word('photo_url')),
    languageCode: word('language_code'),
    mayWrite: user['allows_write_to_pm'] === true,
  }
}

export function asPhotoUrl(url: string | null): string | null {
  return url?.startsWith('https://') ? url : null
}

/** A word as Telegram sent it; null where there is none. */
export function asWord(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? asStorable(value) : null
}

function hasControl(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(text)
}

export function invalid(reason: string) {
  return authProblem('init-data-invalid', { detail: `The init data ${reason}` })
}
