import { Hono } from 'hono'
import { Favourites } from 'shared/catalog.schema'
import { Id } from 'shared/common.schema'
import { Address, Addresses, AddressInput, Me, ProfileChange, SharedContact } from 'shared/users.schema'
import { z } from 'zod'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { rateLimit } from '../../platform/http/rate-limit.ts'
import { customer } from '../auth/index.ts'
import { addAddress, addressesOf, changeAddress, removeAddress } from './addresses.ts'
import { changeProfile } from './change-profile.ts'
import { addFavourite, favouritesOf, removeFavourite } from './favourites.ts'
import { asMe, readMe } from './me.ts'
import { shareContact } from './share-contact.ts'

const AddressParams = z.object({ id: Id })
const FavouriteParams = z.object({ productId: Id })
const contactLimit = rateLimit({
  perMinute: 20,
  by: (c) => c.var.ctx.actor.userId ?? '',
})

export const routes = new Hono<AppEnv>()
  .get('/', answers(Me, { summary: 'Who you are here' }), customer, async (c) => c.json(await readMe(c.var.ctx)))
  .patch(
    '/',
    answers(Me, { summary: 'Change your language, place, currency, phone or what you are told' }),
    customer,
    accepts('json', ProfileChange),
    async (c) => c.json(asMe(await changeProfile(c.var.ctx, c.req.valid('json')), c.var.ctx.sealer, c.var.ctx.actor.surface)),
  )
  .post(
    '/contact',
    answers(Me, { summary: 'Hand over the phone number Telegram signed (requestContact)' }),
    customer,
    contactLimit,
    accepts('json', SharedContact),
    async (c) => c.json(asMe(await shareContact(c.var.ctx, c.req.valid('json')), c.var.ctx.sealer, c.var.ctx.actor.surface)),
  )
  .get('/addresses', answers(Addresses, { summary: 'Your addresses, the default one first' }), customer, async (c) =>
    c.json({ items: await addressesOf(c.var.ctx) }),
  )
  .post(
    '/addresses',
    answers(Address, { summary: 'Add an address', status: 201, refusals: [409] }),
    customer,
    accepts('json', AddressInput),
    async (c) => c.json(await addAddress(c.var.ctx, c.req.valid('json')), 201),
  )
  .put(
    '/addresses/:id',
    answers(Address, { summary: 'Change an address', refusals: [404] }),
    customer,
    accepts('param', AddressParams),
    accepts('json', AddressInput),
    async (c) => c.json(await changeAddress(c.var.ctx, { addressId: c.req.valid('param').id, input: c.req.valid('json') })),
  )
  .delete(
    '/addresses/:id',
    answers(null, { summary: 'Delete an address', status: 204, refusals: [404] }),
    customer,
    accepts('param', AddressParams),
    async (c) => {
      await removeAddress(c.var.ctx, c.req.valid('param').id)
      return c.body(null, 204)
    },
  )
  .get('/favourites', answers(Favourites, { summary: 'The products you marked, newest first' }), customer, async (c) => {
    return c.json({ items: await favouritesOf(c.var.ctx) })
  })
  .put(
    '/favourites/:productId',
    answers(null, { summary: 'Mark a product', status: 204, refusals: [404] }),
    customer,
    accepts('param', FavouriteParams),
    async (c) => {
      await addFavourite(c.var.ctx, c.req.valid('param'))
      return c.body(null, 204)
    },
  )
  .delete(
    '/favourites/:productId',
    answers(null, { summary: 'Unmark a product', status: 204 }),
    customer,
    accepts('param', FavouriteParams),
    async (c) => {
      await removeFavourite(c.var.ctx, c.req.valid('param'))
      return c.body(null, 204)
    },
  )
