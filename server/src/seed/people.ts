import type { Language } from 'shared/locale'
import type { Role } from 'shared/permissions'
import type { AddressInput } from 'shared/users.schema'

export type SeedPerson = {
  telegramId: number
  firstName: string
  lastName: string
  username: string
  language: Language
  role: Role
  country: string
  timeZone: string
  phone: string
  address?: AddressInput
}

const nairobi = { country: 'KE', timeZone: 'Africa/Nairobi' }

/** The people of the demo shop, the same as the sandbox's personas. Their numbers and doors are made up. */
export const people: SeedPerson[] = [
  {
    telegramId: 1001,
    firstName: 'Amina',
    lastName: 'Otieno',
    username: 'amina_otieno',
    language: 'en',
    role: 'customer',
    phone: '+254712000101',
    ...nairobi,
    address: {
      label: 'Home',
      recipient: 'Amina Otieno',
      phone: '+254712000101',
      line1: 'Riara Road 14, Apartment B3',
      city: 'Nairobi',
      postalCode: '00505',
      country: 'KE',
      instructions: 'Blue gate, call on arrival',
    },
  },
  {
    telegramId: 1002,
    firstName: 'Juma',
    lastName: 'Mwangi',
    username: 'juma_mwangi',
    language: 'sw',
    role: 'customer',
    phone: '+254712000102',
    ...nairobi,
  },
  {
    telegramId: 1003,
    firstName: 'Layla',
    lastName: 'Haddad',
    username: 'layla_haddad',
    language: 'ar',
    role: 'customer',
    phone: '+97150000103',
    country: 'AE',
    timeZone: 'Asia/Dubai',
    address: {
      label: 'المنزل',
      recipient: 'ليلى حداد',
      phone: '+97150000103',
      line1: 'شارع الوصل 88، شقة 12',
      city: 'دبي',
      country: 'AE',
      instructions: 'اترك الطرد عند الاستقبال',
    },
  },
  {
    telegramId: 2001,
    firstName: 'Wanjiku',
    lastName: 'Kamau',
    username: 'wanjiku_kamau',
    language: 'en',
    role: 'owner',
    phone: '+254712000201',
    ...nairobi,
  },
  {
    telegramId: 2002,
    firstName: 'Brian',
    lastName: 'Ouma',
    username: 'brian_ouma',
    language: 'en',
    role: 'manager',
    phone: '+254712000202',
    ...nairobi,
  },
  {
    telegramId: 2003,
    firstName: 'Neema',
    lastName: 'Njeri',
    username: 'neema_njeri',
    language: 'sw',
    role: 'support',
    phone: '+254712000203',
    ...nairobi,
  },
]
