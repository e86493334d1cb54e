export { addressOf } from './addresses.ts'
export { asMe } from './me.ts'
export { setWriteAccess, staffToTell, findUser as userFor } from './queries.ts'
export { upsertBotUser, upsertTelegramUser } from './upsert-telegram-user.ts'
