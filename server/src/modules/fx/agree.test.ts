import { describe, expect, it } from 'vitest'
import type { Currency } from 'shared/currencies'
import { agree, type Reading } from './agree.ts'
import { offlineDate, offlineRates } from './offline-rates.ts'
import type { Quote, SourceId } from './sources/source.ts'

const now = new Date('2026-11-22T09:00:00Z')
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString()
const week = { quotes: offlineRates, maxAgeSeconds: 7 * 86_400 }

type Told = Partial<Record<SourceId, string | Partial<Quote>>>

/** What each source says of one currency; what is agreed about it. */
function agreed(currency: Currency, told: Told, { offline = week, at = now } = {}) {
  const readings: Reading[] = Object.entries(told).map(([source, quote]) => ({
    source: source as SourceId,
    readAt: now.toISOString(),
    quotes: { [currency]: { units: '1', usd: '1', asOf: now.toISOString(), ...(typeof quote === 'string' ? { units: quote } : quote) } },
  }))
  const rate = agree(readings, offline, at)[currency]
  return rate && [rate.units, rate.sources.join(' ')]
}

describe('a rate of a currency', () => {
  it.each<[string, Told, unknown]>([
    ['two that agree', { frankfurter: '129', 'exchange-rate-api': '130' }, ['129', 'frankfurter exchange-rate-api']],
    ['exactly at the bound', { frankfurter: '100', 'exchange-rate-api': '101.5' }, ['100', 'frankfurter exchange-rate-api']],
    ['just past it', { frankfurter: '100', 'exchange-rate-api': '101.51' }, undefined],
    ['one, near the table of the release', { 'exchange-rate-api': '150' }, ['150', 'exchange-rate-api']],
    ['one that slipped a point', { 'exchange-rate-api': '12.97' }, undefined],
    ['one that is no number', { frankfurter: '0', 'exchange-rate-api': '130' }, ['130', 'exchange-rate-api']],
    ['one that is eight days old', { frankfurter: { units: '129', asOf: hoursAgo(8 * 24) }, 'exchange-rate-api': '500' }, undefined],
    ['none', {}, undefined],
  ])('%s', (_, told, wanted) => {
    expect(agreed('KES', told)).toEqual(wanted)
  })

  it('comes from the table of the release only while nobody answers and the table is a week old', () => {
    const at = (days: number) => new Date(Date.parse(offlineDate) + days * 86_400_000)
    expect(agreed('KES', {}, { at: at(7) })).toEqual(['129.67469522', 'offline'])
    expect(agreed('KES', {}, { at: at(7.1) })).toBeUndefined()
    expect(agreed('KES', {}, { at: at(1), offline: { ...week, maxAgeSeconds: 0 } })).toBeUndefined()
  })

  it('that only one source knows is not believed once the table is a year old', () => {
    const late = new Date(Date.parse(offlineDate) + 366 * 86_400_000)
    expect(agreed('KES', { 'exchange-rate-api': { units: '130', asOf: late.toISOString() } }, { at: late })).toBeUndefined()
  })
})

describe('a price of a coin', () => {
  it.each<[string, Told, unknown]>([
    ['told the two ways round', { coinbase: '0.00002', kraken: { usd: '50000' } }, ['0.00002', 'coinbase kraken']],
    ['one per cent apart', { coinbase: '0.00002', kraken: { usd: '50500' } }, ['0.00002', 'coinbase kraken']],
    ['further apart', { coinbase: '0.00002', kraken: { usd: '50501' } }, undefined],
    ['told by one only', { coinbase: '0.00002' }, undefined],
    ['eleven minutes old', { coinbase: '0.00002', kraken: { usd: '50000', asOf: hoursAgo(11 / 60) } }, undefined],
  ])('%s', (_, told, wanted) => {
    expect(agreed('BTC', told)).toEqual(wanted)
  })
})

it('of USDT is its own, and no rate of Stars is told', () => {
  const rates = agree([], week, now)
  expect(Object.keys(rates)).toEqual(['USD'])
})
