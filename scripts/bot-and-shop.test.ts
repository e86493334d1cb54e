import { createBot } from 'bot/bot'
import { parseBotConfig } from 'bot/config'
import { createBotApp } from 'bot/webhook'
import { http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedShipping } from 'server/modules/shipping/index'
import { sandboxHandlers } from 'server/sandbox/msw'
import { createSandboxWorld } from 'server/sandbox/world'
import { askQuote, checkOut, fillCart } from 'server/testing/buying'
import { addGoods } from 'server/testing/goods'
import { createTestWorld, type TestWorld } from 'server/testing/world'

// The bot as it is, between the Telegram that is played and the shop's real API.
describe('Telegram, the bot and the shop', () => {
  const webhookSecret = 'a-secret-for-the-webhook'
  const config = parseBotConfig({
    NODE_ENV: 'test',
    BOT_MODE: 'webhook',
    BOT_WEBHOOK_SECRET: webhookSecret,
    TELEGRAM_API_URL: 'https://api.telegram.org',
    API_URL: 'https://api.shop.example',
    PUBLIC_URL: 'https://shop.example',
  })
  const app = createBotApp(config, createBot(config, { log: () => undefined }))
  const outside = createSandboxWorld({
    botToken: config.token,
    botUsername: config.username,
    seed: 7,
    outgoing: async (request) => app.fetch(request),
  })
  const { telegram } = outside
  let shop: TestWorld
  /** Whether the API answers the bot at all. */
  let isShopUp = true
  const network = setupServer(
    ...sandboxHandlers(outside),
    http.all('https://api.shop.example/*', ({ request }) => (isShopUp ? shop.app.fetch(request) : Response.error())),
  )

  beforeAll(async () => {
    network.listen()
    shop = await createTestWorld({ environment: { PUBLIC_URL: 'https://shop.example' } })
    await seedShipping(shop.system)
    await app.start('https://shop.example/bot/webhook', ['message', 'pre_checkout_query', 'my_chat_member'])
  })
  afterAll(async () => {
    outside.stop()
    network.close()
    await shop.close()
  })

  async function newPerson(language = 'en') {
    const person = await shop.person({ language: language as 'en' })
    telegram.addPerson({ id: person.user.telegramId, first_name: 'Amina', language_code: language, stars: 1_000, started: true })
    return person
  }
  const heardBy = (telegramId: number) => telegram.messagesOf(telegramId).filter((message) => message.fromId !== telegramId)

  it('greet a newcomer in their language, and know them from then on', async () => {
    telegram.addPerson({ id: 90_001, first_name: 'Neema', language_code: 'sw' })
    telegram.write(90_001, '/start p_nyeri-aa')
    await telegram.settle()
    const [message] = heardBy(90_001)
    expect(message?.text).toContain('Karibu')
    expect(message?.reply_markup?.inline_keyboard?.[0]?.[0]).toMatchObject({
      web_app: { url: 'https://shop.example/?tgWebAppStartParam=p_nyeri-aa' },
    })
  })

  it('know who blocked the bot, and who let it in again', async () => {
    const amina = await newPerson()
    const writeAccess = async () => ((await (await amina.request('GET', '/me')).json()) as { writeAccess: string }).writeAccess
    telegram.changePerson(amina.user.telegramId, { blocked: true })
    await telegram.settle()
    expect(await writeAccess()).toBe('blocked')
    telegram.changePerson(amina.user.telegramId, { blocked: false })
    await telegram.settle()
    expect(await writeAccess()).toBe('allowed')
  })

  async function orderForStars(person: Awaited<ReturnType<typeof newPerson>>) {
    await fillCart(person, [await addGoods(shop.db, { kind: 'digital', stars: 250n }), 1])
    const placed = (await (await checkOut(person, await askQuote(person), { method: 'stars' })).json()) as {
      order: { number: string }
      payment: { nextAction: { url: string } }
    }
    const slug =
      placed.payment.nextAction.url
        .split('/')
        .at(-1)
        ?.replace(/^\$|^invoice-/, '') ?? ''
    return { number: placed.order.number, slug }
  }
  const stateOf = async (person: Awaited<ReturnType<typeof newPerson>>, number: string) =>
    ((await (await person.request('GET', `/orders/${number}`)).json()) as { state: string }).state

  it('take Stars for something digital and hand it over, with a message', async () => {
    const amina = await newPerson()
    const { number, slug } = await orderForStars(amina)
    expect(await telegram.pay(slug, amina.user.telegramId)).toMatchObject({ status: 'paid' })
    await telegram.settle()
    await shop.drain()
    expect(await stateOf(amina, number)).toBe('delivered')
    for (let at = 0; at < 3; at += 1) {
      await shop.run('notifications.deliver')
      shop.clock.advance(2)
    }
    expect(heardBy(amina.user.telegramId).some((message) => message.text?.includes(number))).toBe(true)
  })

  it('take no Stars while the shop cannot be asked, and say so kindly', async () => {
    const juma = await newPerson('sw')
    const { number, slug } = await orderForStars(juma)
    isShopUp = false
    const paid = await telegram.pay(slug, juma.user.telegramId)
    isShopUp = true
    expect(paid.status).toBe('failed')
    expect(paid.reason).toContain('Hujakatwa')
    expect(await stateOf(juma, number)).toBe('pending_payment')
  })
})
