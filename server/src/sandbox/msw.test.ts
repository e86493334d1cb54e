import { setupServer } from 'msw/node'
import { Stripe } from 'stripe'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sandboxHandlers } from './msw.ts'
import { createSandboxWorld } from './world.ts'

const botToken = '4242424242:AAHdukaSandboxBotTokenForLocalUseOnly0'
const getMe = `https://api.telegram.org/bot${botToken}/getMe`

function atTheirHostnames() {
  const world = createSandboxWorld({ botToken, botUsername: 'duka_sandbox_bot' })
  const server = setupServer(...sandboxHandlers(world))
  server.listen()
  onTestFinished(() => {
    server.close()
    world.stop()
  })
  return world
}

describe('the emulators at the true hostnames', () => {
  it('answer the real SDK and a plain fetch', async () => {
    atTheirHostnames()
    const stripe = new Stripe('sk_test_viamsw')
    expect(await stripe.paymentIntents.create({ amount: 1099, currency: 'usd' })).toMatchObject({ amount: 1099 })
    expect(await (await fetch(getMe)).json()).toMatchObject({ result: { username: 'duka_sandbox_bot' } })
  })

  it('break the connection when a reply is lost', async () => {
    const world = atTheirHostnames()
    world.telegram.faults().add({ kind: 'lose_reply', times: 1 })
    await expect(fetch(getMe)).rejects.toThrow('fetch failed')
    world.gateways.stripe.faults().add({ kind: 'lose_reply', times: 1 })
    const stripe = new Stripe('sk_test_viamsw', { maxNetworkRetries: 0 })
    await stripe.paymentIntents.create({ amount: 1099, currency: 'usd' }).catch((error: unknown) => error)
    expect(world.gateways.stripe.state.calls[0]).toMatchObject({ lost: true, status: 200 })
  })
})
