import { describe, expect, it } from 'vitest'
import { asInput, asOption, emptyForm, emptyVariant, slugOf, type ProductForm } from './product-form.ts'

const mug = (): ProductForm => ({
  ...emptyForm(),
  name: { en: ' Speckled mug ', sw: '  ' },
  variants: [{ ...emptyVariant(), sku: 'MUG-1', price: '16', onHand: '12' }],
})

describe('the product editor', () => {
  it('makes a request of what was typed, in minor units and without empty languages', () => {
    const made = asInput(mug(), 'USD')
    expect(made).toMatchObject({
      input: {
        slug: 'speckled-mug',
        name: { en: 'Speckled mug' },
        variants: [{ sku: 'MUG-1', price: '1600', compareAt: null, stars: null, onHand: 12 }],
      },
    })
  })

  it('names each field that is not fit to save', () => {
    const form = mug()
    form.name = { en: ' ' }
    form.variants = [{ ...emptyVariant(), key: 'a', sku: 'no spaces please', price: '1.999', onHand: '-1' }]
    expect([...(asInput(form, 'USD').errors ?? [])].toSorted()).toEqual([
      'name',
      'slug',
      'variants.a.onHand',
      'variants.a.price',
      'variants.a.sku',
    ])
  })

  it('keeps a banner’s words, and wants a headline for it', () => {
    const form = mug()
    const words = { eyebrow: { en: '' }, title: { en: ' New ', ar: ' ' }, body: { en: '' } }
    expect(asInput({ ...form, banner: words }, 'USD')).toMatchObject({ input: { banner: { title: { en: 'New' } } } })
    expect(asInput({ ...form, banner: null }, 'USD')).toMatchObject({ input: { banner: null } })
    expect([...(asInput({ ...form, banner: { ...words, title: { en: ' ' } } }, 'USD').errors ?? [])]).toEqual(['banner'])
  })

  it('asks for Stars for digital goods and counts no stock of them', () => {
    const form: ProductForm = { ...mug(), kind: 'digital' }
    form.variants = [{ ...emptyVariant(), key: 'a', sku: 'GUIDE', price: '4' }]
    expect([...(asInput(form, 'USD').errors ?? [])]).toEqual(['variants.a.stars'])
    form.variants[0]!.stars = '250'
    expect(asInput(form, 'USD')).toMatchObject({ input: { variants: [{ stars: '250', onHand: null }] } })
  })

  it('wants a value for each option', () => {
    const form = mug()
    form.options = [{ key: 'color', name: { en: 'Colour' }, values: [{ key: 'sand', name: { en: 'Sand' } }] }]
    expect([...(asInput(form, 'USD').errors ?? [])]).toEqual([`variants.${form.variants[0]!.key}.options`])
  })

  it('makes addresses people can read aloud', () => {
    expect(slugOf('Kahawa ya Nyeri, 250 g')).toBe('kahawa-ya-nyeri-250-g')
    expect(slugOf('Café crème!')).toBe('cafe-creme')
  })
})

describe('an option in the editor', () => {
  const size = {
    key: 'size',
    name: { en: 'Weight', sw: ' Uzito ' },
    values: [{ key: '250-g', name: { en: 'Quarter kilo', ar: 'ربع كيلو' } }],
  }

  it('keeps the keys of what is renamed, and every language', () => {
    expect(asOption(size, 0)).toEqual({
      key: 'size',
      name: { en: 'Weight', sw: 'Uzito' },
      values: [{ key: '250-g', name: { en: 'Quarter kilo', ar: 'ربع كيلو' } }],
    })
  })

  it('gives what is new a key of its own, and leaves out what has no name', () => {
    const values = [...size.values, { name: { en: '500 g' } }, { name: { en: '250 g' } }, { name: { en: ' ', sw: 'tupu' } }]
    const made = asOption({ name: size.name, values }, 0)
    expect(made.key).toBe('weight')
    expect(made.values.map((value) => value.key).slice(0, 2)).toEqual(['250-g', '500-g'])
    expect(new Set(made.values.map((value) => value.key)).size).toBe(3)
  })
})
