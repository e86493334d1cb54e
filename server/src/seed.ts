import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AddressInput } from 'shared/users.schema'
import type { Context, CustomerContext } from './context.ts'
import { isCatalogEmpty } from './modules/catalog/index.ts'
import { seedCatalog } from './modules/catalog/seed-catalog.ts'
import { seedShipping } from './modules/shipping/index.ts'
import { addAddress, addressesOf, setRole, updateUser, upsertBotUser } from './modules/users/index.ts'
import { newId } from './platform/ids.ts'
import { projectRoot } from './platform/project-root.ts'
import { inTransaction } from './platform/transaction.ts'
import { beans } from './seed/beans.ts'
import { gear } from './seed/gear.ts'
import { gifts } from './seed/gifts.ts'
import { seedCategories } from './seed/goods.ts'
import { placeSeedOrders } from './seed/orders.ts'
import { people, type SeedPerson } from './seed/people.ts'

const drawingsFolder = join(projectRoot, 'server/seed/pictures')

/**
 * Fills an empty shop with the demo: goods, people, ways to deliver, and orders of the last weeks. Does nothing when there is anything to sell.
 * @returns whether it filled it
 * @throws in production, and when the sandbox is off: its people could not be signed in as, and nobody asked for them
 */
export async function seedShop(ctx: Context): Promise<boolean> {
  if (ctx.config.production || !ctx.config.sandbox) throw new Error('The demo shop is for the sandbox only')
  if (!(await isCatalogEmpty(ctx.db))) return false
  const drawings = await readDrawings()
  await seedShipping(ctx)
  const actors = new Map<number, CustomerContext['actor']>()
  for (const person of people) actors.set(person.telegramId, await seedPerson(ctx, person))
  await seedCatalog(ctx, { categories: seedCategories, products: [...beans, ...gear, ...gifts], drawings })
  await placeSeedOrders(ctx, actors)
  return true
}

async function readDrawings(): Promise<Map<string, Uint8Array>> {
  const names = (await readdir(drawingsFolder)).filter((name) => name.endsWith('.svg')).toSorted()
  return new Map(await Promise.all(names.map(async (name) => [name.slice(0, -4), await readFile(join(drawingsFolder, name))] as const)))
}

function seedPerson(ctx: Context, person: SeedPerson): Promise<CustomerContext['actor']> {
  return inTransaction(ctx, async (ctx) => {
    const { telegramId, firstName, lastName, username, language, role, phone, country, timeZone, address } = person
    const user = await upsertBotUser(ctx, {
      telegramId,
      firstName,
      lastName,
      username,
      languageTag: `${language}-${country}`,
      writeAccess: 'allowed',
    })
    await updateUser(ctx.db, user.id, { country, timeZone, phone: ctx.sealer.seal('phone', phone) })
    if (user.role === 'customer' && role !== 'customer') await setRole(ctx.db, user.id, role)
    const at = ctx.clock.now()
    const name = `${firstName} ${lastName}`
    const actor = {
      kind: 'user' as const,
      userId: user.id,
      telegramId,
      sessionId: newId(),
      launch: newId(),
      surface: 'mini_app' as const,
      role,
      language,
      name,
      authDate: at,
      signedInAt: at,
    }
    const signedIn = { ...ctx, actor }
    if (address && (await addressesOf(signedIn)).length === 0) await addAddress(signedIn, AddressInput.parse(address))
    return actor
  })
}
