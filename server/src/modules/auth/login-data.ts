import { createHash, createHmac } from 'node:crypto'
import { hashOf } from '../../platform/crypto.ts'
import { asPhotoUrl, asWord, invalid, parseAuthDate, parseSignedFields, signedText, type InitData } from './init-data.ts'

/**
 * What Telegram's login page hands to a browser (core.telegram.org/widgets/login#checking-authorization), believed as strictly
 * as init data: signed with another key made of the same token, so that neither passes for the other.
 * @param raw `id=…&first_name=…&auth_date=…&hash=…`
 * @throws auth/init-data-invalid, auth/init-data-stale
 */
export function parseLoginData(
  raw: string,
  { botToken, maxAgeSeconds, now }: { botToken: string; maxAgeSeconds: number; now: Date },
): InitData {
  const fields = parseSignedFields(raw, botToken, signLogin)
  const authDate = parseAuthDate(fields.get('auth_date'), { maxAgeSeconds, now })
  const id = fields.get('id') ?? ''
  if (!/^[1-9]\d{0,15}$/.test(id) || !Number.isSafeInteger(Number(id))) throw invalid('has no user id')
  return {
    user: {
      id: Number(id),
      firstName: asWord(fields.get('first_name')) ?? '',
      lastName: asWord(fields.get('last_name')),
      username: asWord(fields.get('username')),
      photoUrl: asPhotoUrl(asWord(fields.get('photo_url'))),
      // The page tells neither.
      languageCode: null,
      mayWrite: false,
    },
    authDate,
    startParam: null,
    launch: hashOf(signedText(fields)),
  }
}

/** As the login page signs: the key is the bare SHA-256 of the token. */
export function signLogin(text: string, botToken: string): string {
  return createHmac('sha256', createHash('sha256').update(botToken).digest()).update(text).digest('hex')
}
