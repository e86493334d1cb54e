import { describe, expect, it } from 'vitest'
import { LostReply } from '../../emulation/faults.ts'
import type { StoredMessage, Update } from './state.ts'
import { shopUrl, telegramBench as bench, token } from './testing.ts'

describe('the Bot API', () => {
  it('knows its bot, its methods in any case, and nothing else', async () => {
    const { call, ok } = bench()
    expect(await ok('getme')).toMatchObject({ id: 4242424242, is_bot: true, username: 'duka_sandbox_bot' })
    expect(await call('makeCoffee')).toMatchObject({ error_code: 404 })
    expect(await call('getMe', {}, '4242424242:AAHanotherTokenThatIsNotOurs000000')).toMatchObject({
      error_code: 401,
      description: 'Unauthorized',
    })
    expect(await call('getMe', {}, 'nonsense')).toMatchObject({ error_code: 404 })
  })

  it('reads forms, query strings and files', async () => {
    const { telegram } = bench()
    const base = `https://api.telegram.org/bot${token}`
    const read = async (request: Request) => (await (await telegram.fetch(request)).json()) as { result: Record<string, unknown> }
    expect((await read(new Request(`${base}/sendMessage?chat_id=1001&text=hello`))).result).toMatchObject({ text: 'hello' })
    const form = new URLSearchParams({
      chat_id: '1001',
      text: 'hi',
      reply_markup: JSON.stringify({ inline_keyboard: [[{ text: 'Go', url: shopUrl }]] }),
    })
    expect((await read(new Request(`${base}/sendMessage`, { method: 'POST', body: form }))).result).toMatchObject({
      reply_markup: { inline_keyboard: [[{ url: shopUrl }]] },
    })
    const parts = new FormData()
    parts.set('chat_id', '1001')
    parts.set('caption', 'Your <b>receipt</b>')
    parts.set('parse_mode', 'HTML')
    parts.set('document', 'attach://paper')
    parts.set('paper', new File(['%PDF-'], 'receipt.pdf', { type: 'application/pdf' }))
    expect((await read(new Request(`${base}/sendDocument`, { method: 'POST', body: parts }))).result).toMatchObject({
      caption: 'Your receipt',
      caption_entities: [{ type: 'bold', offset: 5, length: 7 }],
      document: { file_name: 'receipt.pdf', file_size: 5 },
    })
  })
})

describe('a message', () => {
  it('is shown with its formatting as entities', async () => {
    const { says } = bench()
    expect(
      (await says('<b>Order 😀</b> &lt;ready&gt; <a href="https://x.example/?a=1&amp;b=2">see</a>', { parse_mode: 'HTML' })).result,
    ).toMatchObject({
      text: 'Order 😀 <ready> see',
      entities: [
        { type: 'bold', offset: 0, length: 8 },
        { type: 'text_link', offset: 17, length: 3, url: 'https://x.example/?a=1&b=2' },
      ],
    })
    expect((await says('*bold _both_* ||hidden|| `co\\`de` 1\\.5', { parse_mode: 'MarkdownV2' })).result).toMatchObject({
      text: 'bold both hidden co`de 1.5',
      entities: [
        { type: 'bold', offset: 0, length: 9 },
        { type: 'italic', offset: 5, length: 4 },
        { type: 'spoiler', offset: 10, length: 6 },
        { type: 'code', offset: 17, length: 5 },
      ],
    })
  })

  it.each([
    ['HTML', 'a < b', 'can\'t parse entities: Unsupported start tag "" at byte offset 2'],
    ['HTML', '<coffee>', 'can\'t parse entities: Unsupported start tag "coffee" at byte offset 0'],
    ['HTML', '<b>open', 'can\'t parse entities: Can\'t find end tag corresponding to start tag "b"'],
    ['HTML', 'é<b>x</i>', 'can\'t parse entities: Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'],
    ['MarkdownV2', '1.5', "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'"],
    ['MarkdownV2', '*open', "can't parse entities: Can't find end of Bold entity at byte offset 0"],
    ['Wiki', 'x', 'unsupported parse_mode'],
    [undefined, ' \n ', 'message text is empty'],
    [undefined, 'x'.repeat(4097), 'message is too long'],
  ])('in %s of %j is refused: %s', async (parse_mode, text, why) => {
    const { says } = bench()
    const answer = await says(text, parse_mode ? { parse_mode } : {})
    expect(answer).toMatchObject({ error_code: 400, description: `Bad Request: ${why}` })
  })

  it('reaches only who is there, has started, and has not blocked the bot', async () => {
    const { telegram, call, says } = bench()
    expect((await call('sendMessage', { chat_id: 9, text: 'x' })).description).toBe('Bad Request: chat not found')
    telegram.addPerson({ id: 9, first_name: 'New' })
    expect(await call('sendMessage', { chat_id: 9, text: 'x' })).toMatchObject({
      error_code: 403,
      description: "Forbidden: bot can't initiate conversation with a user",
    })
    telegram.write(9, '/start')
    expect(await call('sendMessage', { chat_id: 9, text: 'x' })).toMatchObject({ ok: true })
    telegram.changePerson(1001, { blocked: true })
    expect(await says('x')).toMatchObject({ error_code: 403, description: 'Forbidden: bot was blocked by the user' })
  })

  it('takes only buttons that work', async () => {
    const { telegram, says, call, keyboard } = bench()
    telegram.addGroup({ id: -5, type: 'supergroup', title: 'Team' })
    expect(await says('x', keyboard({ web_app: { url: shopUrl } }))).toMatchObject({ ok: true })
    expect(await says('x', keyboard({ web_app: { url: 'http://localhost:5173/orders/1' } }))).toMatchObject({ ok: true })
    expect((await says('x', keyboard({ web_app: { url: 'http://shop.example' } }))).description).toContain('Only HTTPS links are allowed')
    expect((await call('sendMessage', { chat_id: -5, text: 'x', ...keyboard({ web_app: { url: shopUrl } }) })).description).toBe(
      'Bad Request: BUTTON_TYPE_INVALID',
    )
    expect((await says('x', keyboard({ callback_data: 'x'.repeat(65) }))).description).toBe('Bad Request: BUTTON_DATA_INVALID')
    expect((await says('x', keyboard({}))).description).toContain('Text buttons are unallowed')
  })

  it('is changed, is not changed into itself, and is taken back', async () => {
    const { ok, call, telegram } = bench()
    const { message_id } = await ok<StoredMessage>('sendMessage', { chat_id: 1001, text: 'one' })
    expect(await ok('editMessageText', { chat_id: 1001, message_id, text: 'two' })).toMatchObject({ text: 'two' })
    expect((await call('editMessageText', { chat_id: 1001, message_id, text: 'two' })).description).toContain('message is not modified')
    await ok('deleteMessage', { chat_id: 1001, message_id })
    expect(telegram.messagesOf(1001)).toEqual([])
    expect((await call('deleteMessage', { chat_id: 1001, message_id })).description).toBe('Bad Request: message to delete not found')
  })

  it('can be refused by command: too fast, blocked, wrong, or with the answer lost', async () => {
    const { telegram, says, call } = bench()
    telegram.faults().add({ kind: 'rate_limit', times: 1, seconds: 7, path: 'sendMessage 1001' })
    expect(await says('x')).toMatchObject({
      error_code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
    })
    telegram.faults().add({ kind: 'forbid', times: 1 })
    expect(await says('x')).toMatchObject({ error_code: 403 })
    telegram.faults().add({ kind: 'lose_reply', times: 1 })
    await expect(says('arrived')).rejects.toBeInstanceOf(LostReply)
    expect(telegram.messagesOf(1001).map((message) => message.text)).toEqual(['arrived'])
    expect(await call('getMe')).toMatchObject({ ok: true })
  })
})

describe('a scripted fault', () => {
  it('waits for a message and leaves the polling alone, unless that is named', async () => {
    const { telegram, call, says } = bench()
    telegram.faults().add({ kind: 'rate_limit', times: 1 })
    expect(await call('getUpdates')).toMatchObject({ ok: true })
    expect(await says('x')).toMatchObject({ error_code: 429 })
    telegram.faults().add({ kind: 'error_before', times: 1, path: 'getUpdates' })
    expect(await call('getUpdates')).toMatchObject({ error_code: 500 })
  })
})

describe('updates by long polling', () => {
  it('wait for something to happen and stay until they are confirmed', async () => {
    const { telegram, ok } = bench()
    const polled = ok<Update[]>('getUpdates', { timeout: 5 })
    telegram.write(1001, '/start p_42')
    const [update] = await polled
    expect(update).toMatchObject({
      message: {
        text: '/start p_42',
        from: { id: 1001, is_bot: false },
        chat: { type: 'private' },
        entities: [{ type: 'bot_command', length: 6 }],
      },
    })
    expect(await ok('getUpdates')).toHaveLength(1)
    expect(await ok('getUpdates', { offset: (update?.update_id ?? 0) + 1 })).toEqual([])
  })

  it('are only those that were asked for', async () => {
    const { telegram, ok } = bench()
    await ok('getUpdates', { allowed_updates: ['my_chat_member'] })
    telegram.write(1001, 'hello')
    telegram.changePerson(1001, { blocked: true })
    expect(await ok('getUpdates')).toMatchObject([{ my_chat_member: { new_chat_member: { status: 'kicked' } } }])
  })

  it('go to one reader only, and to none while a webhook is set', async () => {
    const { call, ok } = bench()
    const first = call('getUpdates', { timeout: 5 })
    await new Promise((resolve) => setTimeout(resolve, 5))
    const second = call('getUpdates', { timeout: 0 })
    expect(await first).toMatchObject({ error_code: 409, description: expect.stringContaining('terminated by other getUpdates') as string })
    expect(await second).toMatchObject({ ok: true })
    await ok('setWebhook', { url: 'https://bot.example/hook' })
    expect(await call('getUpdates')).toMatchObject({ error_code: 409 })
  })
})

describe('updates by webhook', () => {
  it('carry the secret and come again until they are answered with 2xx', async () => {
    let status = 500
    const { telegram, ok, heard, clock } = bench({ answer: () => status })
    await ok('setWebhook', { url: 'https://bot.example/hook', secret_token: 's3cret' })
    telegram.write(1001, '/start')
    await telegram.settle()
    expect(heard).toMatchObject([{ secret: 's3cret', update: { message: { text: '/start' } } }])
    expect(await ok('getWebhookInfo')).toMatchObject({
      pending_update_count: 1,
      last_error_message: 'Wrong response from the webhook: 500',
    })
    status = 200
    clock.advance(1)
    await telegram.settle()
    expect(new Set(heard.map((one) => one.update.update_id)).size).toBe(1)
    expect(heard).toHaveLength(2)
    expect(await ok('getWebhookInfo')).toMatchObject({ pending_update_count: 0 })
  })

  it('can arrive twice with one update_id, and can be forged', async () => {
    const { telegram, ok, heard } = bench()
    await ok('setWebhook', { url: 'https://bot.example/hook', secret_token: 's3cret' })
    telegram.switches({ duplicate: 1 })
    telegram.write(1001, 'hello')
    await telegram.settle()
    expect(heard.map((one) => one.update.update_id)).toEqual([heard[0]?.update.update_id, heard[0]?.update.update_id])
    await telegram.forge({ message: { text: 'I paid' } })
    expect(heard.at(-1)).toMatchObject({ secret: null, update: { message: { text: 'I paid' } } })
  })

  it('need https, or this machine', async () => {
    const { call } = bench()
    expect((await call('setWebhook', { url: 'http://bot.example/hook' })).error_code).toBe(400)
    expect((await call('setWebhook', { url: 'http://127.0.0.1:3000/hook' })).ok).toBe(true)
    expect((await call('setWebhook', { url: 'https://bot.example', secret_token: 'no spaces' })).error_code).toBe(400)
  })
})

describe('a pressed button', () => {
  it('tells the bot, which answers once', async () => {
    const { telegram, ok, call } = bench()
    const { message_id } = await ok<StoredMessage>('sendMessage', {
      chat_id: 1001,
      text: 'Sure?',
      reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
    })
    telegram.press(1001, message_id, 'yes')
    expect(() => telegram.press(1001, message_id, 'no')).toThrow('no such button')
    const [update] = await ok<{ callback_query: { id: string; data: string } }[]>('getUpdates')
    expect(update?.callback_query.data).toBe('yes')
    const answer = { callback_query_id: update?.callback_query.id, text: 'Done' }
    expect(await ok('answerCallbackQuery', answer)).toBe(true)
    expect((await call('answerCallbackQuery', answer)).error_code).toBe(400)
  })
})

describe('what the bot says of itself', () => {
  it('is kept by language and scope', async () => {
    const { ok, call } = bench()
    await ok('setMyCommands', { commands: [{ command: 'start', description: 'Open the shop' }] })
    await ok('setMyCommands', { commands: [{ command: 'start', description: 'Fungua duka' }], language_code: 'sw' })
    expect(await ok('getMyCommands', { language_code: 'sw' })).toEqual([{ command: 'start', description: 'Fungua duka' }])
    expect((await call('setMyCommands', { commands: [{ command: 'Bad Name', description: 'x' }] })).description).toBe(
      'Bad Request: BOT_COMMAND_INVALID',
    )
    await ok('setMyDescription', { description: 'Coffee' })
    expect(await ok('getMyDescription', { language_code: 'ar' })).toEqual({ description: 'Coffee' })
    await ok('setChatMenuButton', { menu_button: { type: 'web_app', text: 'Shop', web_app: { url: shopUrl } } })
    expect(await ok('getChatMenuButton', { chat_id: 1001 })).toMatchObject({ type: 'web_app', text: 'Shop' })
    expect(
      (await call('setChatMenuButton', { menu_button: { type: 'web_app', text: 'Shop', web_app: { url: 'http://shop.example' } } }))
        .error_code,
    ).toBe(400)
  })

  it('includes a message that a person can share', async () => {
    const { ok, call } = bench()
    const result = { type: 'article', id: '1', title: 'Latte', input_message_content: { message_text: 'Look' } }
    expect(await ok('savePreparedInlineMessage', { user_id: 1001, result })).toMatchObject({ id: expect.any(String) as string })
    expect((await call('savePreparedInlineMessage', { user_id: 7, result })).description).toBe('Bad Request: USER_ID_INVALID')
  })
})
