import { describe, expect, it } from 'vitest'
import {
  asCities,
  asOptionForm,
  asOptionInput,
  asTaxForm,
  asTaxInput,
  emptyOption,
  freeDestinations,
  homeZone,
  widerZone,
} from './shipping-form.ts'

const rider = { ...emptyOption(2), name: { en: ' Rider ', sw: '  ' }, price: '6', freeFrom: '60.5' }

describe('a way to deliver in the editor', () => {
  it('becomes a request in minor units, without languages nothing was written in', () => {
    expect(asOptionInput(rider, 'USD')).toEqual({
      input: { ...emptyOption(2), name: { en: 'Rider' }, price: '600', freeFrom: '6050', minHours: 12, maxHours: 24, opens: 8, closes: 20 },
    })
    expect(asOptionInput({ ...rider, freeFrom: '' }, 'USD').errors).toBeUndefined()
  })

  it('comes back as it was typed', () => {
    const result = asOptionInput(rider, 'USD')
    if (result.errors) throw new Error('It is fit to save')
    const saved = { ...emptyOption(2), ...result.input, opens: 8, closes: 20, id: 'x', version: 3, freeFrom: result.input.freeFrom ?? null }
    expect(asOptionForm(saved, 'USD')).toEqual({ ...rider, version: 3, name: { en: 'Rider' }, price: '6.00', freeFrom: '60.50' })
  })

  it('says where it is picked up, and only then', () => {
    const place = { en: ' Ngong Road 212 ', sw: '' }
    expect(asOptionInput({ ...rider, kind: 'pickup', place }, 'USD')).toMatchObject({ input: { place: { en: 'Ngong Road 212' } } })
    expect(asOptionInput({ ...rider, kind: 'pickup', place: { en: '' } }, 'USD')).toMatchObject({ input: { place: null } })
    expect(asOptionInput({ ...rider, place }, 'USD')).toMatchObject({ input: { place: null } })
  })

  it.each([
    ['name', { name: { en: ' ' } }],
    ['place', { kind: 'pickup' as const, place: { en: '', sw: 'Barabara ya Ngong 212' } }],
    ['price', { price: '' }],
    ['price', { price: '1.234' }],
    ['freeFrom', { freeFrom: 'much' }],
    ['hours', { minHours: '25' }],
    ['hours', { maxHours: '' }],
    ['hours', { maxHours: '2001' }],
    ['work', { days: [] }],
    ['work', { opens: '20', closes: '20' }],
    ['work', { closes: '25' }],
  ])('names a %s that cannot be saved', (field, wrong) => {
    expect(asOptionInput({ ...rider, ...wrong }, 'USD').errors).toEqual(new Set([field]))
  })
})

describe('a tax in the editor', () => {
  const vat = { name: 'VAT', percent: '16', inclusive: true, onDelivery: true }
  it.each([
    ['16', 1600],
    ['7,5', 750],
    ['0.05', 5],
    ['100', 10_000],
  ])('of %s percent is exact', (percent, rateBps) => {
    expect(asTaxInput({ ...vat, percent })?.rateBps).toBe(rateBps)
    expect(asTaxInput(asTaxForm({ country: 'KE', version: 1, ...vat, rateBps }))?.rateBps).toBe(rateBps)
  })

  it('has a name, unless there is none', () => {
    expect(asTaxInput({ ...vat, name: ' ' })).toBeUndefined()
    expect(asTaxInput({ ...vat, name: '', percent: '0' })).toMatchObject({ rateBps: 0 })
  })

  it.each(['', '-1', '101', '1.234', 'x'])('is no %s percent', (percent) => {
    expect(asTaxInput({ ...vat, percent })).toBeUndefined()
  })
})

describe('a delivery zone in the editor', () => {
  it('goes where no other zone does', () => {
    const empty = { cities: [], alsoWider: false, version: 1, options: [] }
    const zones = [
      { ...homeZone('KE'), ...empty, id: 'a', countries: ['KE' as const], position: 0 },
      { ...homeZone('UG'), ...empty, id: 'b', countries: ['UG' as const, '*' as const], position: 1 },
      { ...homeZone('TZ'), ...empty, id: 'c', countries: ['TZ' as const], cities: ['Arusha'], position: 2 },
    ]
    expect(freeDestinations({ zones })).not.toEqual(expect.arrayContaining(['KE']))
    expect(freeDestinations({ zones }, 'b')).toEqual(expect.arrayContaining(['UG', '*', 'TZ']))
    expect(freeDestinations({ zones }, 'b')).not.toContain('KE')
  })

  it('for some cities leaves the rest to the zone of the country, or else to that of everywhere', () => {
    const empty = { alsoWider: false, version: 1, options: [], position: 0 }
    const whole = { ...homeZone('KE'), ...empty, id: 'a', countries: ['KE' as const], cities: [] }
    const everywhere = { ...homeZone('UG'), ...empty, id: 'b', countries: ['UG' as const, '*' as const], cities: [] }
    const nairobi = { ...homeZone('KE'), ...empty, id: 'c', countries: ['KE' as const], cities: ['Nairobi'] }
    expect(widerZone({ zones: [nairobi, everywhere, whole] }, 'KE')?.id).toBe('a')
    expect(widerZone({ zones: [nairobi, everywhere, whole] }, 'KE', 'a')?.id).toBe('b')
    expect(widerZone({ zones: [nairobi, everywhere] }, 'KE', 'c')?.id).toBe('b')
    expect(widerZone({ zones: [nairobi] }, 'KE')).toBeUndefined()
  })

  it('begins with the shop’s own country, named in every language', () => {
    expect(homeZone('KE')).toEqual({ name: { en: 'Kenya', sw: 'Kenya', ar: 'كينيا' }, countries: ['KE'] })
  })

  it('reads cities from what is typed, each once', () => {
    expect(asCities(' Nairobi, نيروبي، Nairobi ,')).toEqual(['Nairobi', 'نيروبي'])
    expect(asCities('  ')).toEqual([])
  })
})
