import type { LocalText } from 'shared/locale'
import type { SeedCategory, SeedProduct } from '../modules/catalog/seed-catalog.ts'

/** One text in English, Swahili and Arabic, in this order everywhere below. */
export const say = (en: string, sw: string, ar: string): LocalText => ({ en, sw, ar })

/** The same in every language: names of places, sizes in letters. */
export const same = (text: string): LocalText => ({ en: text })

export const labels = {
  origin: say('Origin', 'Asili', 'المنشأ'),
  notes: say('Notes', 'Ladha', 'النكهات'),
  process: say('Process', 'Usindikaji', 'المعالجة'),
  roast: say('Roast', 'Ukaangaji', 'التحميص'),
  material: say('Material', 'Nyenzo', 'المادة'),
  holds: say('Holds', 'Ujazo', 'السعة'),
  size: say('Size', 'Ukubwa', 'المقاس'),
  care: say('Care', 'Utunzaji', 'العناية'),
  inside: say('Inside', 'Ndani yake', 'المحتويات'),
  format: say('Format', 'Muundo', 'الصيغة'),
  battery: say('Battery', 'Betri', 'البطارية'),
}

export const seedCategories: SeedCategory[] = [
  { slug: 'beans', name: say('Beans', 'Kahawa', 'حبوب'), hue: 62, picture: 'bag-nyeri' },
  { slug: 'brewers', name: say('Brewers', 'Vifaa', 'أدوات'), hue: 40, picture: 'dripper' },
  { slug: 'mugs', name: say('Mugs', 'Vikombe', 'أكواب'), hue: 205, picture: 'mug' },
  { slug: 'boxes', name: say('Boxes', 'Maboksi', 'صناديق'), hue: 190, picture: 'box' },
  { slug: 'apparel', name: say('Apparel', 'Mavazi', 'ملابس'), hue: 160, picture: 'tee' },
  { slug: 'digital', name: say('Digital', 'Dijitali', 'رقمي'), hue: 350, picture: 'giftcard' },
]

export const grind = {
  key: 'grind',
  name: say('Grind', 'Usagaji', 'الطحن'),
  values: [
    { key: 'beans', name: say('Whole bean', 'Punje nzima', 'حبوب كاملة') },
    { key: 'filter', name: say('Filter', 'Chujio', 'فلتر') },
    { key: 'espresso', name: say('Espresso', 'Espresso', 'إسبريسو') },
    { key: 'press', name: say('French press', 'French press', 'فرنش برس') },
  ],
}

export const bagSize = {
  key: 'size',
  name: say('Size', 'Ukubwa', 'الحجم'),
  values: [
    { key: '250g', name: say('250 g', 'g 250', '250 غ') },
    { key: '500g', name: say('500 g', 'g 500', '500 غ') },
    { key: '1kg', name: say('1 kg', 'kg 1', '1 كغ') },
  ],
}

/** A bag in three sizes and four grinds; larger bags are a little cheaper by weight, to the half dollar. */
export function bags(sku: string, price: number, onHand: number): SeedProduct['variants'] {
  const half = (cents: number) => Math.round(cents / 50) * 50
  const sizes = [
    { size: '250g', code: '250', price, weightGrams: 270, onHand },
    { size: '500g', code: '500', price: half(price * 1.9), weightGrams: 530, onHand: Math.ceil(onHand / 2) },
    { size: '1kg', code: '1K', price: half(price * 3.6), weightGrams: 1040, onHand: Math.ceil(onHand / 4) },
  ]
  return sizes.flatMap(({ size, code, ...rest }) =>
    grind.values.map((value) => ({
      ...rest,
      sku: `${sku}-${code}-${value.key.slice(0, 2).toUpperCase()}`,
      options: { size, grind: value.key },
    })),
  )
}
