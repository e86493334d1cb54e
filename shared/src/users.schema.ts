import { z } from 'zod'
import { CountryCode, CurrencyCode, FiatCode, Id, LanguageCode, Moment, Phone, text } from './common.schema.ts'
import { permissions, roles } from './permissions.ts'

export const NotificationPreferences = z.object({ orders: z.boolean() })

/** The account that is signed in. */
export const Me = z
  .object({
    id: Id,
    firstName: z.string(),
    lastName: z.string().nullable(),
    username: z.string().nullable(),
    photoUrl: z.string().nullable(),
    role: z.enum(roles),
    permissions: z.array(z.enum(permissions)),
    language: LanguageCode,
    timeZone: z.string(),
    country: CountryCode,
    currency: CurrencyCode,
    phone: z.string().nullable(),
    /** Whether the bot may write to this person. */
    writeAccess: z.enum(['unknown', 'allowed', 'blocked']),
    notifications: NotificationPreferences,
    termsAcceptedAt: Moment.nullable(),
  })
  .meta({ ref: 'Me' })
export type Me = z.infer<typeof Me>

export const SessionStart = z
  .object({ token: z.string(), expiresAt: Moment, me: Me, startParam: z.string().nullable() })
  .meta({ ref: 'SessionStart' })
export type SessionStart = z.infer<typeof SessionStart>

export const SessionInfo = z
  .object({
    id: Id,
    current: z.boolean(),
    platform: z.string().nullable(),
    device: z.string().nullable(),
    createdAt: Moment,
    lastSeenAt: Moment,
    expiresAt: Moment,
  })
  .meta({ ref: 'Session' })
export type SessionInfo = z.infer<typeof SessionInfo>
export const Sessions = z.object({ items: z.array(SessionInfo) })

export const ProfileChange = z.strictObject({
  language: LanguageCode.optional(),
  timeZone: z
    .string()
    .max(64)
    .refine((zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC', 'is no time zone')
    .optional(),
  country: CountryCode.optional(),
  currency: FiatCode.optional(),
  phone: Phone.nullable().optional(),
  notifications: NotificationPreferences.partial().strict().optional(),
  writeAccess: z.enum(['allowed', 'unknown']).optional(),
})
export type ProfileChange = z.infer<typeof ProfileChange>

/** What Telegram signs when somebody shares their contact (requestContact). */
export const SharedContact = z.strictObject({ response: z.string().min(1).max(4096) })

const addressFields = {
  label: text(40),
  recipient: text(80),
  phone: Phone,
  line1: text(120),
  line2: text(120, 0).default(''),
  city: text(80),
  region: text(80, 0).default(''),
  postalCode: text(20, 0).default(''),
  country: CountryCode,
  instructions: text(300, 0).default(''),
}
export const AddressInput = z.strictObject({ ...addressFields, isDefault: z.boolean().default(false) })
export type AddressInput = z.input<typeof AddressInput>
export const Address = z.object({ id: Id, ...addressFields, isDefault: z.boolean() }).meta({ ref: 'Address' })
export type Address = z.infer<typeof Address>
export const Addresses = z.object({ items: z.array(Address) })

export const StaffMember = z
  .object({
    id: Id,
    name: z.string(),
    username: z.string().nullable(),
    role: z.enum(roles),
    banned: z.boolean(),
    lastSeenAt: Moment.nullable(),
  })
  .meta({ ref: 'StaffMember' })
export type StaffMember = z.infer<typeof StaffMember>
export const RoleChange = z.strictObject({ role: z.enum(roles) })
export const BanChange = z.strictObject({ banned: z.boolean(), reason: text(300, 0).default('') })
