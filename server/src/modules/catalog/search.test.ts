import { describe, expect, it } from 'vitest'
import type { Language, LocalText } from 'shared/locale'
import { foldText, foldWord } from './fold-text.ts'
import { createProductSearch } from './search.ts'
import type { ShelfCategory, ShelfProduct } from './shelf.ts'

function product(
  id: string,
  name: LocalText,
  { sku = id, subtitle = { en: '' } as LocalText, facts = [] as ShelfProduct['facts'], categoryId = null as string | null } = {},
): ShelfProduct {
  const at = new Date('2026-11-01T00:00:00Z')
  const variant = {
    id: `v-${id}`,
    productId: id,
    sku,
    options: {},
    price: 1n,
    compareAt: null,
    stars: null,
    weightGrams: 0,
    digitalContent: '',
    isActive: true,
    position: 0,
    fileId: null,
    available: 1,
    file: null,
  }
  return {
    id,
    slug: id,
    kind: 'physical',
    status: 'active',
    name,
    subtitle,
    description: { en: '' },
    facts,
    options: [],
    categoryId,
    hue: 0,
    featured: false,
    banner: null,
    position: 0,
    version: 1,
    createdAt: at,
    updatedAt: at,
    currency: 'USD',
    variants: [variant],
    pictures: [],
    categorySlug: null,
    isNew: false,
  }
}

const mugs: ShelfCategory = {
  id: 'mugs',
  slug: 'mugs',
  name: { en: 'Mugs', sw: 'Vikombe', ar: 'أكواب' },
  hue: 0,
  fileId: null,
  position: 0,
  isActive: true,
  file: null,
  productCount: 1,
}
const shelf = [
  product(
    'nyeri',
    { en: 'Nyeri AA', ar: 'نييري AA' },
    {
      sku: 'NY-AA-250',
      subtitle: { en: 'Kenya · 250 g', ar: 'كينيا · 250 غ' },
      facts: [{ label: { en: 'Notes' }, value: { en: 'Blackcurrant, grapefruit', sw: 'Zabibu nyeusi, balungi' } }],
    },
  ),
  product('kettle', { en: 'Gooseneck kettle', sw: 'Birika la shingo ndefu', ar: 'إبريق بعنق طويل' }),
  product('mug', { en: 'Speckled mug', sw: 'Kikombe cha madoa', ar: 'كوب منقّط' }, { categoryId: 'mugs' }),
  product('decaf', { en: 'Evening decaf', sw: 'Decaf ya jioni', ar: 'قهوة المساء بلا كافيين' }),
  product('creme', { en: 'Crème brûlée syrup' }),
]

const find = (query: string, language: Language = 'en') => createProductSearch(shelf, [mugs], language)(query)
const first = (query: string, language: Language = 'en') => find(query, language).ids[0]?.id

describe('search', () => {
  it.each([
    ['kettle', 'kettle'],
    ['KETTLE', 'kettle'],
    ['kettel', 'kettle'],
    ['ketle', 'kettle'],
    ['goosneck', 'kettle'],
    ['goose', 'kettle'],
    ['speckeld mug', 'mug'],
    ['nyerri', 'nyeri'],
    ['grapefriut', 'nyeri'],
    ['NY-AA', 'nyeri'],
    ['ny-aa-250', 'nyeri'],
    ['creme brulee', 'creme'],
    ['CRÈME', 'creme'],
    ['mugs', 'mug'],
    ['kenya 250', 'nyeri'],
  ])('finds in English: %s', (query, id) => expect(first(query)).toBe(id))

  it.each([
    ['birika', 'kettle'],
    ['birka', 'kettle'],
    ['kikombe', 'mug'],
    ['kikombbe', 'mug'],
    ['vikombe', 'mug'],
    ['jioni', 'decaf'],
    ['balungi', 'nyeri'],
    ['shingo ndefu', 'kettle'],
  ])('finds in Swahili: %s', (query, id) => expect(first(query, 'sw')).toBe(id))

  it.each([
    ['ابريق', 'kettle'],
    ['إبريق', 'kettle'],
    ['إِبْرِيق', 'kettle'],
    ['الإبريق', 'kettle'],
    ['ابرق', 'kettle'],
    ['قهوه', 'decaf'],
    ['القهوة', 'decaf'],
    ['كوب', 'mug'],
    ['منقط', 'mug'],
    ['أكواب', 'mug'],
    ['كينيا', 'nyeri'],
    ['٢٥٠', 'nyeri'],
    ['قـهـوة', 'decaf'],
  ])('finds in Arabic: %s', (query, id) => expect(first(query, 'ar')).toBe(id))

  it('finds what is written in another language than the reader reads', () => {
    expect(first('birika', 'ar')).toBe('kettle')
    expect(first('kettle', 'sw')).toBe('kettle')
    expect(first('إبريق', 'en')).toBe('kettle')
  })

  it('asks what was meant, as it is really written, only when a word is not known', () => {
    expect(find('ketle').didYouMean).toBe('kettle')
    expect(find('gosneck ketle').didYouMean).toBe('gooseneck kettle')
    expect(find('ابرقي', 'ar').didYouMean).toBe('إبريق')
    expect(find('birka', 'sw').didYouMean).toBe('birika')
    expect(find('kettle').didYouMean).toBeUndefined()
    expect(find('gooseneck ket').didYouMean).toBeUndefined()
    expect(find('zzzzqqqq')).toEqual({ ids: [] })
  })

  it.each([
    '',
    '   ',
    '"',
    '%',
    "'; drop table products; --",
    '__proto__',
    'constructor',
    '🙂',
    '\u202e',
    'a'.repeat(80),
    'ab '.repeat(26),
    '(((((((((',
    '\ud800',
  ])('is not moved by %j', (query) => {
    const start = performance.now()
    expect(() => find(query)).not.toThrow()
    expect(performance.now() - start).toBeLessThan(200)
  })

  it('folds what people write differently to the same', () => {
    expect(foldText('ÉCLAIR')).toBe('eclair')
    expect(foldText('مُحَمَّصة')).toBe('محمصه')
    expect(foldWord('القهوة')).toBe(foldWord('قهوه'))
    expect(foldText('١٢٣۴')).toBe('1234')
  })
})
