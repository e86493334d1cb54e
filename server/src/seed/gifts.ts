import type { SeedProduct } from '../modules/catalog/seed-catalog.ts'
import { labels, same, say } from './goods.ts'

const { material, holds, care, inside, format } = labels
const sizes = ['s', 'm', 'l', 'xl']

export const gifts: SeedProduct[] = [
  {
    slug: 'speckled-mug',
    category: 'mugs',
    hue: 205,
    pictures: ['mug', 'mug-forest'],
    daysOld: 110,
    name: say('Speckled mug', 'Kikombe cha madoa', 'كوب منقّط'),
    subtitle: say('Stoneware · 320 ml', 'Kauri · ml 320', 'خزف · 320 مل'),
    description: say(
      'Heavy at the bottom, thin at the lip, speckled by the clay itself.',
      'Mzito chini, mwembamba mdomoni, na madoa yake yanatoka kwenye udongo wenyewe.',
      'ثقيل عند القاعدة رقيق عند الحافة، ونقاطه من الطين نفسه.',
    ),
    facts: [
      { label: material, value: say('Stoneware', 'Kauri', 'خزف حجري') },
      { label: holds, value: say('320 ml', 'ml 320', '320 مل') },
      {
        label: care,
        value: say('Dishwasher and microwave safe', 'Kinafaa kwa mashine ya vyombo na maikrowevu', 'آمن في غسالة الصحون والميكروويف'),
      },
    ],
    options: [
      {
        key: 'colour',
        name: say('Colour', 'Rangi', 'اللون'),
        values: [
          { key: 'ember', name: say('Ember', 'Kaa la moto', 'جمري') },
          { key: 'forest', name: say('Forest', 'Msitu', 'أخضر الغابة') },
        ],
      },
    ],
    variants: [
      { sku: 'MU-EMBER', options: { colour: 'ember' }, price: 1600, compareAt: 2000, weightGrams: 420, onHand: 30, picture: 'mug' },
      {
        sku: 'MU-FOREST',
        options: { colour: 'forest' },
        price: 1600,
        compareAt: 2000,
        weightGrams: 420,
        onHand: 14,
        picture: 'mug-forest',
      },
    ],
  },
  {
    slug: 'pair-of-mugs',
    category: 'mugs',
    hue: 170,
    pictures: ['mug-forest', 'mug'],
    daysOld: 25,
    name: say('Pair of mugs', 'Vikombe viwili', 'كوبان معًا'),
    subtitle: say('One of each colour', 'Kimoja kwa kila rangi', 'واحد من كل لون'),
    description: say(
      'One Ember and one Forest, wrapped to be given.',
      'Kimoja cha kaa la moto na kimoja cha msitu, vimefungwa tayari kwa zawadi.',
      'كوب جمري وآخر بلون الغابة، مغلّفان للإهداء.',
    ),
    facts: [
      { label: material, value: say('Stoneware', 'Kauri', 'خزف حجري') },
      { label: holds, value: say('2 × 320 ml', '2 × ml 320', '2 × 320 مل') },
    ],
    variants: [{ sku: 'MU-PAIR', price: 2900, weightGrams: 900, onHand: 11 }],
  },
  {
    slug: 'discovery-box',
    category: 'boxes',
    hue: 190,
    pictures: ['box'],
    daysOld: 40,
    featured: true,
    name: say('Discovery box', 'Boksi la kuonja', 'صندوق التذوّق'),
    subtitle: say('3 × 125 g', '3 × g 125', '3 × 125 غ'),
    description: say(
      'Three single origins side by side, with a card that tells what to look for in each cup.',
      'Kahawa tatu za asili moja kwa pamoja, na kadi inayoeleza cha kutafuta katika kila kikombe.',
      'ثلاثة أصول منفردة جنبًا إلى جنب، مع بطاقة تخبرك بما تتذوقه في كل فنجان.',
    ),
    facts: [
      {
        label: inside,
        value: say(
          'Nyeri AA, Kochere, Kilimanjaro Peaberry',
          'Nyeri AA, Kochere, Kilimanjaro Peaberry',
          'نييري AA، كوتشيري، كليمنجارو بيبيري',
        ),
      },
    ],
    variants: [{ sku: 'BX-DISC', price: 2600, weightGrams: 480, onHand: 24 }],
  },
  {
    slug: 'first-brew-box',
    category: 'boxes',
    hue: 30,
    pictures: ['box', 'dripper', 'filters', 'bag-house'],
    daysOld: 10,
    name: say('First brew box', 'Boksi la kuanzia', 'صندوق البداية'),
    subtitle: say('All you need but water', 'Kila kitu ila maji', 'كل ما تحتاجه عدا الماء'),
    description: say(
      'The dripper set, a hundred filters and a bag of House Espresso ground for filter. Cheaper together.',
      'Seti ya chujio, karatasi mia moja na mfuko wa Espresso ya Nyumbani iliyosagwa kwa chujio. Nafuu zaidi kwa pamoja.',
      'طقم التقطير ومئة مرشّح وكيس من إسبريسو الدار مطحون للفلتر. أوفر معًا.',
    ),
    facts: [
      {
        label: inside,
        value: say(
          'Dripper set, 100 filters, 250 g of coffee',
          'Seti ya chujio, karatasi 100, kahawa g 250',
          'طقم تقطير، 100 مرشّح، 250 غ قهوة',
        ),
      },
    ],
    variants: [{ sku: 'BX-FIRST', price: 4800, compareAt: 5350, weightGrams: 1400, onHand: 8 }],
  },
  {
    slug: 'harvest-tee',
    category: 'apparel',
    hue: 160,
    pictures: ['tee'],
    daysOld: 70,
    name: say('Harvest tee', 'Fulana ya Mavuno', 'تيشيرت الحصاد'),
    subtitle: say('Organic cotton · Green', 'Pamba asilia · Kijani', 'قطن عضوي · أخضر'),
    description: say(
      'Heavy cotton that softens with every wash. Cut straight, printed in Nairobi.',
      'Pamba nzito inayolainika kila inapofuliwa. Mkato wa moja kwa moja, imechapishwa Nairobi.',
      'قطن ثقيل يزداد نعومة مع كل غسلة. قصّة مستقيمة وطباعة في نيروبي.',
    ),
    facts: [
      { label: material, value: say('100 % organic cotton', 'Pamba asilia 100 %', 'قطن عضوي 100 %') },
      { label: care, value: say('Wash at 30 °C', 'Fua kwa 30 °C', 'يُغسل على 30 °م') },
    ],
    options: [{ key: 'size', name: labels.size, values: sizes.map((key) => ({ key, name: same(key.toUpperCase()) })) }],
    variants: sizes.map((size, at) => ({
      sku: `TEE-${size.toUpperCase()}`,
      options: { size },
      price: 2400,
      weightGrams: 220,
      onHand: [6, 12, 9, 0][at] ?? 0,
    })),
  },
  {
    slug: 'market-tote',
    category: 'apparel',
    hue: 20,
    pictures: ['tote'],
    daysOld: 130,
    name: say('Market tote', 'Mfuko wa sokoni', 'حقيبة قماش'),
    subtitle: say('Organic cotton', 'Pamba asilia', 'قطن عضوي'),
    description: say(
      'Carries twelve kilos and folds to nothing. Long handles, a pocket inside.',
      'Hubeba kilo kumi na mbili na kukunjika kuwa mdogo. Mikono mirefu na mfuko wa ndani.',
      'تحمل اثني عشر كيلوغرامًا وتُطوى فتصغر. بمقابض طويلة وجيب داخلي.',
    ),
    facts: [{ label: material, value: say('Organic cotton', 'Pamba asilia', 'قطن عضوي') }],
    variants: [{ sku: 'TO-01', price: 1400, weightGrams: 190, onHand: 45 }],
  },
  {
    slug: 'brew-guide',
    category: 'digital',
    kind: 'digital',
    hue: 95,
    pictures: ['brew-guide'],
    daysOld: 18,
    name: say('The brew guide', 'Mwongozo wa kutengeneza kahawa', 'دليل تحضير القهوة'),
    subtitle: say('12 recipes · Text', 'Mapishi 12 · Maandishi', '12 وصفة · نص'),
    description: say(
      'Twelve recipes from pour-over to cold brew, one page each, with what to change when the cup is not right.',
      'Mapishi kumi na mawili, ukurasa mmoja kila moja, pamoja na cha kubadilisha kikombe kisipokuwa sawa.',
      'اثنتا عشرة وصفة من التقطير إلى القهوة الباردة، كل منها في صفحة، مع ما تغيّره إذا لم يعجبك الفنجان.',
    ),
    facts: [{ label: format, value: say('Text, sent at once', 'Maandishi, hutumwa papo hapo', 'نص يُرسل فورًا') }],
    variants: [
      {
        sku: 'DG-GUIDE',
        price: 400,
        stars: 200,
        digitalContent:
          'The brew guide\n\n1. Pour-over: 15 g of coffee, 250 g of water at 94 °C. Wet it with 45 g, wait 40 s, pour the rest in three rounds, done at 3:00. Sour? Grind finer. Bitter? Grind coarser.\n2. French press: 30 g to 500 g, four minutes, stir, skim, press slowly.\n3. Cold brew: 80 g to 1 l of cold water, 16 hours in the fridge, strain twice.\n\nRead all twelve at duka.example/guide with the code BREW-WELL-12.',
      },
    ],
  },
  {
    slug: 'tasting-course',
    category: 'digital',
    kind: 'digital',
    hue: 330,
    pictures: ['tasting-course'],
    daysOld: 9,
    name: say('Tasting course', 'Kozi ya kuonja', 'دورة التذوّق'),
    subtitle: say('5 lessons · 40 min', 'Masomo 5 · dakika 40', '5 دروس · 40 دقيقة'),
    description: say(
      'Five short lessons by the people who buy our coffee: acidity, body, sweetness, processing, and how to write down what you taste.',
      'Masomo matano mafupi kutoka kwa wanunuzi wetu wa kahawa: uchachu, uzito, utamu, usindikaji, na jinsi ya kuandika unachoonja.',
      'خمسة دروس قصيرة يقدمها من يشترون قهوتنا: الحموضة والقوام والحلاوة والمعالجة وكيف تدوّن ما تتذوقه.',
    ),
    facts: [{ label: format, value: say('Video lessons, for a year', 'Masomo ya video, kwa mwaka mmoja', 'دروس مرئية لمدة عام') }],
    variants: [
      {
        sku: 'DG-COURSE',
        price: 1500,
        stars: 750,
        digitalContent:
          'Welcome to the tasting course. Watch the five lessons at duka.example/course with the code TASTE-5-CUPS. It works for a year.',
      },
    ],
  },
  {
    slug: 'gift-card',
    category: 'digital',
    kind: 'digital',
    hue: 350,
    pictures: ['giftcard'],
    daysOld: 160,
    name: say('Gift card', 'Kadi ya zawadi', 'بطاقة هدية'),
    subtitle: say('A code to send to a friend', 'Msimbo wa kumtumia rafiki', 'رمز ترسله إلى صديق'),
    description: say(
      'For whoever knows best what they like. Spent at our bar on Ngong Road; it does not run out.',
      'Kwa anayejua mwenyewe anachopenda. Hutumika dukani kwetu Ngong Road; haina mwisho wa muda.',
      'لمن يعرف ما يحب أكثر من غيره. تُستخدم في مقهانا في شارع نغونغ ولا تنتهي صلاحيتها.',
    ),
    facts: [{ label: format, value: say('A code in text', 'Msimbo wa maandishi', 'رمز نصي') }],
    options: [
      {
        key: 'worth',
        name: say('Worth', 'Thamani', 'القيمة'),
        values: [
          { key: '10', name: same('$10') },
          { key: '25', name: same('$25') },
        ],
      },
    ],
    variants: [
      {
        sku: 'GC-10',
        options: { worth: '10' },
        price: 1000,
        stars: 500,
        digitalContent: 'Your gift card is worth $10 at Duka Coffee. Show this code at the bar: DUKA-GIFT-10-K7QM.',
      },
      {
        sku: 'GC-25',
        options: { worth: '25' },
        price: 2500,
        stars: 1250,
        digitalContent: 'Your gift card is worth $25 at Duka Coffee. Show this code at the bar: DUKA-GIFT-25-W3TX.',
      },
    ],
  },
  {
    slug: 'holiday-box',
    category: 'boxes',
    status: 'draft',
    hue: 10,
    pictures: ['box', 'giftcard'],
    daysOld: 2,
    name: say('Holiday box', 'Boksi la sikukuu', 'صندوق الأعياد'),
    subtitle: say('Coffee, two mugs, a card', 'Kahawa, vikombe viwili, kadi', 'قهوة وكوبان وبطاقة'),
    description: say('Coming in December.', 'Inakuja Desemba.', 'قريبًا في ديسمبر.'),
    variants: [{ sku: 'BX-HOL', price: 6400, weightGrams: 1600, onHand: 0 }],
  },
]
