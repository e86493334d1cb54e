import { Hono } from 'hono'
import { Id } from 'shared/common.schema'
import { AdminShipping, DeliveryOptionInput, DeliveryZoneInput, Destination, TaxRuleInput } from 'shared/shipping.schema'
import { z } from 'zod'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { customer, staff } from '../auth/index.ts'
import { listShipping } from './list-shipping.ts'
import { createOption, removeOption, saveOption } from './save-option.ts'
import { removeTaxRule, saveTaxRule } from './save-tax-rule.ts'
import { createZone, removeZone, saveZone } from './save-zone.ts'

const byId = accepts('param', z.object({ id: Id }))
const byCountry = accepts('param', z.object({ country: Destination }))
const changed = (summary: string) => answers(AdminShipping, { summary, refusals: [403, 404, 409], tags: ['staff'] })
const created = (summary: string) => answers(AdminShipping, { summary, status: 201, refusals: [403, 404, 409], tags: ['staff'] })
const settings = staff('settings.write')

/** Under `/admin/shipping`. Each change answers with everything as it is then. */
export const adminRoutes = new Hono<AppEnv>()
  .get('/', changed('Where the shop delivers, how, and how it is taxed'), customer, settings, async (c) =>
    c.json(await listShipping(c.var.ctx)),
  )
  .post('/zones', created('A new delivery zone'), customer, settings, accepts('json', DeliveryZoneInput), async (c) => {
    await createZone(c.var.ctx, c.req.valid('json'))
    return c.json(await listShipping(c.var.ctx), 201)
  })
  .put('/zones/:id', changed('The zone as it was edited'), customer, settings, byId, accepts('json', DeliveryZoneInput), async (c) => {
    await saveZone(c.var.ctx, { zoneId: c.req.valid('param').id, input: c.req.valid('json') })
    return c.json(await listShipping(c.var.ctx))
  })
  .delete('/zones/:id', changed('No more delivery to this zone'), customer, settings, byId, async (c) => {
    await removeZone(c.var.ctx, { zoneId: c.req.valid('param').id })
    return c.json(await listShipping(c.var.ctx))
  })
  .post(
    '/zones/:id/options',
    created('A new way to deliver to a zone'),
    customer,
    settings,
    byId,
    accepts('json', DeliveryOptionInput),
    async (c) => {
      await createOption(c.var.ctx, { zoneId: c.req.valid('param').id, input: c.req.valid('json') })
      return c.json(await listShipping(c.var.ctx), 201)
    },
  )
  .put(
    '/options/:id',
    changed('The way to deliver as it was edited'),
    customer,
    settings,
    byId,
    accepts('json', DeliveryOptionInput),
    async (c) => {
      await saveOption(c.var.ctx, { optionId: c.req.valid('param').id, input: c.req.valid('json') })
      return c.json(await listShipping(c.var.ctx))
    },
  )
  .delete('/options/:id', changed('This way to deliver is no more'), customer, settings, byId, async (c) => {
    await removeOption(c.var.ctx, { optionId: c.req.valid('param').id })
    return c.json(await listShipping(c.var.ctx))
  })
  .put(
    '/taxes/:country',
    changed('How goods for a country are taxed'),
    customer,
    settings,
    byCountry,
    accepts('json', TaxRuleInput),
    async (c) => {
      await saveTaxRule(c.var.ctx, { country: c.req.valid('param').country, input: c.req.valid('json') })
      return c.json(await listShipping(c.var.ctx))
    },
  )
  .delete('/taxes/:country', changed('No rule of its own for this country'), customer, settings, byCountry, async (c) => {
    await removeTaxRule(c.var.ctx, { country: c.req.valid('param').country })
    return c.json(await listShipping(c.var.ctx))
  })
