/** The sandbox's people, by first name, with their Telegram ids. */
export const people = { Amina: 1001, Juma: 1002, Layla: 1003, Wanjiku: 2001, Brian: 2002, Neema: 2003 } as const
export type PersonaName = keyof typeof people
