import type { SeedProduct } from '../modules/catalog/seed-catalog.ts'
import { bags, bagSize, grind, labels, say } from './goods.ts'

const { origin, notes, process, roast } = labels
const washed = say('Washed', 'Iliyooshwa', 'مغسولة')
const light = say('Light', 'Mwepesi', 'فاتح')
const medium = say('Medium', 'Wa kati', 'متوسط')

export const beans: SeedProduct[] = [
  {
    slug: 'nyeri-aa',
    category: 'beans',
    hue: 62,
    pictures: ['bag-nyeri'],
    daysOld: 80,
    name: say('Nyeri AA', 'Nyeri AA', 'نييري AA'),
    subtitle: say('Kenya · 250 g', 'Kenya · g 250', 'كينيا · 250 غ'),
    description: say(
      'Washed at Gichathaini, roasted on Tuesday. Bright, juicy and long, best as filter.',
      'Imeoshwa Gichathaini na kukaangwa Jumanne. Ina ladha angavu ya matunda inayodumu mdomoni; hupendeza zaidi kwa chujio.',
      'غُسلت في غيتشاثايني وحُمّصت يوم الثلاثاء. مشرقة وغنية ويطول مذاقها، وأفضل ما تكون بالفلتر.',
    ),
    facts: [
      {
        label: notes,
        value: say('Blackcurrant, pink grapefruit, brown sugar', 'Zabibu nyeusi, balungi, sukari guru', 'كشمش أسود، غريب فروت، سكر بني'),
      },
      { label: origin, value: say('Nyeri, Kenya, 1,750 m', 'Nyeri, Kenya, mita 1,750', 'نييري، كينيا، 1750 م') },
      { label: process, value: washed },
      { label: roast, value: light },
    ],
    banner: {
      eyebrow: say('New harvest', 'Mavuno mapya', 'محصول جديد'),
      title: say('Nyeri AA, roasted on Tuesday', 'Nyeri AA, imekaangwa Jumanne', 'نييري AA، حُمّصت يوم الثلاثاء'),
      body: say('Blackcurrant, pink grapefruit, brown sugar', 'Zabibu nyeusi, balungi, sukari guru', 'كشمش أسود، غريب فروت، سكر بني'),
    },
    options: [bagSize, grind],
    variants: bags('NY-AA', 1800, 40),
  },
  {
    slug: 'kilimanjaro-peaberry',
    category: 'beans',
    hue: 150,
    pictures: ['bag-peaberry'],
    daysOld: 60,
    name: say('Kilimanjaro Peaberry', 'Kilimanjaro Peaberry', 'كليمنجارو بيبيري'),
    subtitle: say('Tanzania · 250 g', 'Tanzania · g 250', 'تنزانيا · 250 غ'),
    description: say(
      'One small round bean per cherry, picked out by hand. Sweet and even, for filter and for press.',
      'Punje moja ndogo ya mviringo kwa kila tunda, iliyochambuliwa kwa mkono. Tamu na tulivu, kwa chujio na kwa press.',
      'حبة صغيرة مستديرة في كل كرزة، تُنتقى باليد. حلوة متوازنة، للفلتر وللفرنش برس.',
    ),
    facts: [
      { label: notes, value: say('Honey, cocoa, orange', 'Asali, kakao, chungwa', 'عسل، كاكاو، برتقال') },
      { label: origin, value: say('Kilimanjaro, Tanzania, 1,600 m', 'Kilimanjaro, Tanzania, mita 1,600', 'كليمنجارو، تنزانيا، 1600 م') },
      { label: process, value: washed },
      { label: roast, value: medium },
    ],
    banner: {
      eyebrow: say('Small lot', 'Shehena ndogo', 'كمية محدودة'),
      title: say('One small bean per cherry', 'Punje moja kwa kila tunda', 'حبة صغيرة في كل كرزة'),
      body: say('Kilimanjaro Peaberry: honey, cocoa', 'Kilimanjaro Peaberry: asali, kakao', 'كليمنجارو: عسل وكاكاو'),
    },
    options: [bagSize, grind],
    variants: bags('KI-PB', 1650, 18),
  },
  {
    slug: 'kochere',
    category: 'beans',
    hue: 255,
    pictures: ['bag-kochere'],
    daysOld: 6,
    featured: true,
    name: say('Kochere', 'Kochere', 'كوتشيري'),
    subtitle: say('Ethiopia · 250 g', 'Ethiopia · g 250', 'إثيوبيا · 250 غ'),
    description: say(
      'From small gardens around Kochere in Yirgacheffe. Light as tea, with flowers in the cup.',
      'Kutoka bustani ndogo za Kochere, Yirgacheffe. Nyepesi kama chai, yenye harufu ya maua.',
      'من بساتين صغيرة حول كوتشيري في يرغاتشيفي. خفيفة كالشاي وفي فنجانها زهور.',
    ),
    facts: [
      { label: notes, value: say('Jasmine, apricot, black tea', 'Yasmini, aprikoti, chai nyeusi', 'ياسمين، مشمش، شاي أسود') },
      { label: origin, value: say('Yirgacheffe, Ethiopia, 1,950 m', 'Yirgacheffe, Ethiopia, mita 1,950', 'يرغاتشيفي، إثيوبيا، 1950 م') },
      { label: process, value: washed },
      { label: roast, value: light },
    ],
    banner: {
      eyebrow: say('Back in stock', 'Imerudi', 'متوفرة من جديد'),
      title: say('Kochere, bright as morning', 'Kochere, angavu kama asubuhi', 'كوتشيري، بإشراقة الصباح'),
      body: say('Jasmine, apricot, black tea', 'Yasmini, aprikoti, chai nyeusi', 'ياسمين، مشمش، شاي أسود'),
    },
    options: [bagSize, grind],
    variants: bags('KO-ET', 1700, 26),
  },
  {
    slug: 'house-espresso',
    category: 'beans',
    hue: 50,
    pictures: ['bag-house'],
    daysOld: 200,
    name: say('House Espresso', 'Espresso ya Nyumbani', 'إسبريسو الدار'),
    subtitle: say('Blend · 250 g', 'Mchanganyiko · g 250', 'خلطة · 250 غ'),
    description: say(
      'The blend on our own bar: round, sweet and kind to milk.',
      'Mchanganyiko tunaoutumia dukani kwetu: laini, mtamu na hupatana vizuri na maziwa.',
      'خلطة مقهانا نفسها: متوازنة حلوة وتنسجم مع الحليب.',
    ),
    facts: [
      { label: notes, value: say('Chocolate, hazelnut, caramel', 'Chokoleti, karanga, karameli', 'شوكولاتة، بندق، كراميل') },
      { label: origin, value: say('Kenya and Brazil', 'Kenya na Brazili', 'كينيا والبرازيل') },
      { label: roast, value: say('Medium dark', 'Mweusi kiasi', 'متوسط داكن') },
    ],
    options: [bagSize, grind],
    variants: bags('HO-ES', 1400, 60),
  },
  {
    slug: 'evening-decaf',
    category: 'beans',
    hue: 310,
    pictures: ['bag-decaf'],
    daysOld: 120,
    name: say('Evening Decaf', 'Decaf ya Jioni', 'قهوة المساء بلا كافيين'),
    subtitle: say('Ethiopia · 250 g', 'Ethiopia · g 250', 'إثيوبيا · 250 غ'),
    description: say(
      'Caffeine taken out with water and nothing else. All of the evening, none of the ceiling.',
      'Kafeini imeondolewa kwa maji pekee. Kunywa jioni, ulale vizuri.',
      'أُزيل الكافيين بالماء وحده. استمتع بها مساءً ونم مرتاحًا.',
    ),
    facts: [
      { label: notes, value: say('Fig, milk chocolate', 'Tini, chokoleti ya maziwa', 'تين، شوكولاتة بالحليب') },
      { label: origin, value: say('Sidama, Ethiopia', 'Sidama, Ethiopia', 'سيداما، إثيوبيا') },
      { label: process, value: say('Mountain water', 'Maji ya mlimani', 'مياه الجبال') },
      { label: roast, value: medium },
    ],
    options: [bagSize, grind],
    variants: bags('EV-DE', 1600, 22),
  },
  {
    slug: 'cold-brew',
    category: 'beans',
    hue: 235,
    pictures: ['coldbrew'],
    daysOld: 14,
    name: say('Cold brew concentrate', 'Kahawa baridi iliyokolezwa', 'مركّز القهوة الباردة'),
    subtitle: say('500 ml · 10 cups', 'ml 500 · vikombe 10', '500 مل · 10 أكواب'),
    description: say(
      'Steeped for eighteen hours. One part to three of water or milk, over ice.',
      'Imelowekwa kwa saa kumi na nane. Sehemu moja kwa tatu za maji au maziwa, juu ya barafu.',
      'منقوعة ثماني عشرة ساعة. جزء منها لثلاثة أجزاء من الماء أو الحليب، فوق الثلج.',
    ),
    facts: [
      { label: notes, value: say('Dark chocolate, plum', 'Chokoleti nyeusi, plamu', 'شوكولاتة داكنة، برقوق') },
      {
        label: labels.care,
        value: say(
          'Keep cold, drink within 14 days of opening',
          'Weka kwenye baridi, tumia ndani ya siku 14 baada ya kufungua',
          'يُحفظ باردًا ويُستهلك خلال 14 يومًا من فتحه',
        ),
      },
    ],
    variants: [{ sku: 'CB-500', price: 1200, weightGrams: 760, onHand: 34 }],
  },
]
