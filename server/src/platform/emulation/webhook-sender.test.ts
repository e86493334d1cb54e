import { describe, expect, it } from 'vitest'
import { emulatorClock } from './clock.ts'
import { seededRandom } from './random.ts'
import { newSenderState, webhookSender } from './webhook-sender.ts'

function road({ statuses = [200] as (number | null)[] } = {}) {
  const clock = emulatorClock()
  const state = newSenderState()
  const arrived: string[] = []
  const sender = webhookSender({
    clock,
    random: seededRandom(1),
    state: () => state,
    retrySeconds: [10, 20],
    changed: () => {},
    async send({ eventId }) {
      arrived.push(eventId)
      return statuses[Math.min(arrived.length, statuses.length) - 1] ?? null
    },
  })
  const enqueue = (eventId: string) => sender.enqueue({ eventId, about: 'x', url: 'https://shop.example' })
  return { clock, state, arrived, sender, enqueue }
}

describe('a webhook', () => {
  it('is tried by the schedule and given up after its last step', async () => {
    const { clock, state, arrived, sender, enqueue } = road({ statuses: [null] })
    enqueue('a')
    for (const wait of [0, 10, 20, 10_000]) {
      clock.advance(wait)
      await sender.settle()
    }
    expect(arrived).toEqual(['a', 'a', 'a'])
    expect(state.deliveries).toMatchObject([{ state: 'failed', attempts: [{ status: null }, { status: null }, { status: null }] }])
  })

  it('is lost when the next is to be lost, and only then', async () => {
    const { state, arrived, sender, enqueue } = road()
    state.switches.dropNext = 1
    enqueue('a')
    enqueue('b')
    await sender.settle()
    expect(arrived).toEqual(['b'])
    expect(state.deliveries.map((one) => one.state)).toEqual(['dropped', 'delivered'])
  })

  it('is never forgotten while it waits, however many follow', async () => {
    const { state, arrived, sender, enqueue, clock } = road()
    state.switches.delaySeconds = 60
    enqueue('first')
    state.switches.delaySeconds = 0
    for (let count = 0; count < 1100; count++) enqueue(`n${count}`)
    await sender.settle()
    enqueue('last')
    clock.advance(60)
    await sender.settle()
    expect(arrived).toContain('first')
    expect(arrived).toHaveLength(1102)
  })
})

describe('the clock', () => {
  it('runs what is due in order, and what that makes due', () => {
    const clock = emulatorClock()
    const ran: string[] = []
    const start = clock.now()
    clock.at(start + 20_000, () => ran.push('second'))
    clock.at(start + 10_000, () => {
      ran.push('first')
      clock.at(start + 15_000, () => ran.push('between'))
    })
    const cancel = clock.at(start + 12_000, () => ran.push('never'))
    cancel()
    clock.advance(30)
    expect(ran).toEqual(['first', 'between', 'second'])
  })
})
