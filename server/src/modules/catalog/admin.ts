import { Hono } from 'hono'
import { z } from 'zod'
import {
  AdminCategories,
  AdminCategory,
  AdminProduct,
  AdminProductPage,
  AdminProductQuery,
  CategoryInput,
  PictureOrder,
  ProductInput,
  StockAdjustment,
} from 'shared/catalog.schema'
import { Id } from 'shared/common.schema'
import { accepts } from '../../platform/http/accepts.ts'
import { answers } from '../../platform/http/answers.ts'
import type { AppEnv } from '../../platform/http/env.ts'
import { limitBody } from '../../platform/http/limit-body.ts'
import { rateLimit } from '../../platform/http/rate-limit.ts'
import { customer, staff } from '../auth/index.ts'
import { adjustStock } from './adjust-stock.ts'
import { archiveProduct } from './archive-product.ts'
import { addPicture, orderPictures } from './change-pictures.ts'
import { listAdminProducts } from './list-admin-products.ts'
import { createCategory, listCategories, saveCategory } from './save-category.ts'
import { createProduct, readProduct, saveProduct } from './save-product.ts'

const IdParams = z.object({ id: Id })
const Upload = z.object({ file: z.file() })
const uploads = rateLimit({ perMinute: 60, by: (c) => c.req.header('authorization') ?? '' })

export const adminRoutes = new Hono<AppEnv>()
  .get(
    '/products',
    answers(AdminProductPage, { summary: 'Products of any status, newest first', refusals: [403] }),
    customer,
    staff('catalog.read'),
    accepts('query', AdminProductQuery),
    async (c) => c.json(await listAdminProducts(c.var.ctx, c.req.valid('query'))),
  )
  .post(
    '/products',
    answers(AdminProduct, { summary: 'A new product', status: 201, refusals: [403, 404, 409] }),
    customer,
    staff('catalog.write'),
    accepts('json', ProductInput),
    async (c) => c.json(await createProduct(c.var.ctx, c.req.valid('json')), 201),
  )
  .get(
    '/products/:id',
    answers(AdminProduct, { summary: 'A product to edit', refusals: [403, 404] }),
    customer,
    staff('catalog.read'),
    accepts('param', IdParams),
    async (c) => c.json(await readProduct(c.var.ctx, c.req.valid('param').id)),
  )
  .put(
    '/products/:id',
    answers(AdminProduct, { summary: 'The product as it was edited', refusals: [403, 404, 409] }),
    customer,
    staff('catalog.write'),
    accepts('param', IdParams),
    accepts('json', ProductInput),
    async (c) => c.json(await saveProduct(c.var.ctx, { productId: c.req.valid('param').id, input: c.req.valid('json') })),
  )
  .delete(
    '/products/:id',
    answers(null, { summary: 'Takes a product off the shelf', status: 204, refusals: [403, 404] }),
    customer,
    staff('catalog.write'),
    accepts('param', IdParams),
    async (c) => {
      await archiveProduct(c.var.ctx, { productId: c.req.valid('param').id })
      return c.body(null, 204)
    },
  )
  .post(
    '/products/:id/pictures',
    answers(AdminProduct, { summary: 'One more picture, as the multipart field `file`', refusals: [403, 404, 409, 413, 415] }),
    customer,
    staff('catalog.write'),
    uploads,
    accepts('param', IdParams),
    limitBody(12 * 1024 * 1024),
    accepts('form', Upload),
    async (c) => {
      const { file } = c.req.valid('form')
      return c.json(await addPicture(c.var.ctx, { productId: c.req.valid('param').id, bytes: new Uint8Array(await file.arrayBuffer()) }))
    },
  )
  .put(
    '/products/:id/pictures',
    answers(AdminProduct, { summary: 'The order of the pictures; those left out are removed', refusals: [403, 404] }),
    customer,
    staff('catalog.write'),
    accepts('param', IdParams),
    accepts('json', PictureOrder),
    async (c) => c.json(await orderPictures(c.var.ctx, { productId: c.req.valid('param').id, ...c.req.valid('json') })),
  )
  .post(
    '/variants/:id/stock',
    answers(AdminProduct, { summary: 'How many more or fewer there are, and why', refusals: [403, 404, 409] }),
    customer,
    staff('catalog.write'),
    accepts('param', IdParams),
    accepts('json', StockAdjustment),
    async (c) => c.json(await adjustStock(c.var.ctx, { variantId: c.req.valid('param').id, adjustment: c.req.valid('json') })),
  )
  .get(
    '/categories',
    answers(AdminCategories, { summary: 'Every category', refusals: [403] }),
    customer,
    staff('catalog.read'),
    async (c) => c.json({ items: await listCategories(c.var.ctx) }),
  )
  .post(
    '/categories',
    answers(AdminCategory, { summary: 'A new category', status: 201, refusals: [403, 409] }),
    customer,
    staff('catalog.write'),
    accepts('json', CategoryInput),
    async (c) => c.json(await createCategory(c.var.ctx, c.req.valid('json')), 201),
  )
  .put(
    '/categories/:id',
    answers(AdminCategory, { summary: 'The category as it was edited', refusals: [403, 404, 409] }),
    customer,
    staff('catalog.write'),
    accepts('param', IdParams),
    accepts('json', CategoryInput),
    async (c) => c.json(await saveCategory(c.var.ctx, { categoryId: c.req.valid('param').id, input: c.req.valid('json') })),
  )
