import { Hono } from 'hono'
import { z } from 'zod'
import { readInput } from '../../emulation/read-input.ts'
import { TelegramFault } from './errors.ts'
import type { Chat, Person, TelegramState } from './state.ts'

type Controlled = {
  state: TelegramState
  addPerson(person: z.output<typeof NewPerson>): Person
  addGroup(group: Chat): void
  changePerson(userId: number, change: z.output<typeof PersonChange>): Person
  write(userId: number, text: string, chatId?: number): void
  press(userId: number, messageId: number, data: string): void
  pay(slug: string, userId: number): Promise<object>
  withdraw(amount: number): unknown
  forge(update: Record<string, unknown>, secretToken?: string): Promise<number | null>
}

const PersonChange = z.strictObject({
  stars: z.number().int().min(0).optional(),
  started: z.boolean().optional(),
  blocked: z.boolean().optional(),
  language_code: z.string().optional(),
})
const NewPerson = z.strictObject({
  id: z.number().int().positive(),
  first_name: z.string().min(1),
  last_name: z.string().optional(),
  username: z.string().optional(),
  language_code: z.string().optional(),
  phone_number: z.string().optional(),
  stars: z.number().int().min(0).optional(),
  started: z.boolean().optional(),
  blocked: z.boolean().optional(),
})
const NewGroup = z.strictObject({ id: z.number().int().negative(), type: z.enum(['group', 'supergroup']), title: z.string() })
const Message = z.strictObject({ text: z.string().min(1).max(4096), chatId: z.number().int().optional() })
const Press = z.strictObject({ messageId: z.number().int(), data: z.string() })
const Withdrawal = z.strictObject({ amount: z.number().int().positive() })
const Payment = z.strictObject({ userId: z.coerce.number().int().positive() })
const Forge = z.strictObject({ update: z.record(z.string(), z.unknown()), secretToken: z.string().optional() })

/** What people do in Telegram, under `/control/telegram` (docs/sandbox.md). */
export function controlRoutes(emulator: Controlled): Hono {
  return new Hono()
    .get('/messages', (c) => {
      const chat = c.req.query('chatId')
      const messages = emulator.state.messages.filter((message) => !message.deleted)
      return c.json({ items: chat === undefined ? messages : messages.filter((message) => String(message.chatId) === chat) })
    })
    .post('/users', async (c) => c.json(emulator.addPerson(await readInput(c, NewPerson)), 201))
    .patch('/users/:id', async (c) => c.json(emulator.changePerson(Number(c.req.param('id')), await readInput(c, PersonChange))))
    .post('/users/:id/messages', async (c) => {
      const { text, chatId } = await readInput(c, Message)
      emulator.write(Number(c.req.param('id')), text, chatId)
      return c.json({ ok: true })
    })
    .post('/users/:id/press', async (c) => {
      const { messageId, data } = await readInput(c, Press)
      emulator.press(Number(c.req.param('id')), messageId, data)
      return c.json({ ok: true })
    })
    .post('/groups', async (c) => {
      emulator.addGroup(await readInput(c, NewGroup))
      return c.json({ ok: true }, 201)
    })
    .post('/invoices/:slug/pay', async (c) => {
      const { userId } = await readInput(c, Payment)
      return c.json(await emulator.pay(c.req.param('slug').replace(/^\$/, ''), userId))
    })
    .post('/withdrawals', async (c) => {
      const { amount } = await readInput(c, Withdrawal)
      return emulator.withdraw(amount) ? c.json({ ok: true }, 201) : c.json({ error: 'not so many Stars are there' }, 409)
    })
    .post('/forge', async (c) => {
      const { update, secretToken } = await readInput(c, Forge)
      return c.json({ answers: [await emulator.forge(update, secretToken)] })
    })
    .onError((error, c) => {
      if (error instanceof TelegramFault) return c.json({ error: error.message }, error.code as 400)
      throw error
    })
}
