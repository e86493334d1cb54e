import { deflateSync, crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import adminInSwahili from 'shared/locales/sw/admin.json' with { type: 'json' }
import { signIn } from '../support/account.ts'
import { openPhone } from '../support/phone.ts'
import { checkOut, typeCard } from '../support/steps.ts'

test('a manager adds a product with a picture, and it is in the shop', async () => {
  const name = `Market cup ${Date.now().toString(36)}`
  const phone = await openPhone({ persona: 'Brian', path: '/admin/products' })
  const { page } = phone
  await page.getByRole('link', { name: 'New product' }).click()
  await phone.comesTo(/\/new$/)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Short line').fill('Enamel, 300 ml')
  await page.getByLabel('Description').fill('Light, hard to break.')
  await page.getByLabel('Status').selectOption({ label: 'On sale' })
  await page.getByLabel('Category').selectOption({ label: 'Mugs' })
  const variants = page.getByRole('button', { name: /in stock|New variant/ }).first()
  await variants.click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Price, USD').fill('9.50')
  await sheet.getByLabel('SKU').fill(`CUP-${Date.now().toString(36)}`.toUpperCase())
  await sheet.getByLabel('In stock').fill('5')
  await phone.picture('catalogue-1-variant')
  await sheet.getByRole('button', { name: 'Done' }).click()
  await phone.pressMain(/^Save$/)
  await phone.comesTo(/^\/admin\/products\/[0-9a-f-]{36}$/)

  await page.locator('input[type=file]').setInputFiles({ name: 'cup.png', mimeType: 'image/png', buffer: smallPng(64) })
  await phone.sees(page.getByRole('button', { name: 'First picture' }))
  await phone.picture('catalogue-2-product', true)

  await page.getByRole('button', { name: /5 in stock/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Change stock' }).click()
  await page.getByRole('dialog').getByLabel('How many are there now').fill('3')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await phone.sees('Stock changed')
  await phone.sees(/3 in stock/)

  const customer = await openPhone({ persona: 'Amina', path: '/c/mugs' })
  await customer.page.getByRole('link', { name }).click()
  await customer.sees('3 left')
  const shown = customer.page.getByRole('img', { name })
  await shown.waitFor()
  await expect.poll(() => shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(0)
  await customer.picture('catalogue-3-in-the-shop')
  expect(phone.troubles).toEqual([])
  expect(customer.troubles).toEqual([])
})

test('a support agent sees an order, but may not give money back', async () => {
  const amina = await signIn('Amina')
  await amina.fillCart({ 'market-tote': 1 })
  const customer = await openPhone({ persona: 'Amina', path: '/cart' })
  const number = await checkOut(customer, /^Card/)
  await typeCard(customer, '4242 4242 4242 4242')
  await customer.pressMain(/^Pay \$/)
  await customer.comesTo(/\/thanks$/)

  const brian = await openPhone({ persona: 'Brian', path: `/admin/orders/${number}` })
  await brian.sees(brian.page.getByRole('button', { name: 'Refund', exact: true }))
  const neema = await openPhone({ persona: 'Neema', path: `/admin/orders/${number}` })
  await neema.sees(neema.page.getByRole('button', { name: adminInSwahili.order.message }))
  await neema.picture('support-order', true)
  expect(await neema.page.getByRole('button', { name: adminInSwahili.order.refund, exact: true }).count()).toBe(0)

  const { payments } = await (await signIn('Brian')).ask<{ payments: { id: string }[] }>('GET', `/admin/orders/${number}`)
  const refund = { paymentId: payments[0]?.id, amount: { amount: '100', currency: 'USD' }, reason: 'other', note: '' }
  const asked = (await signIn('Neema')).ask('POST', `/admin/orders/${number}/refunds`, refund, { 'idempotency-key': crypto.randomUUID() })
  await expect(asked).rejects.toThrow(/answered 403/)
  expect(neema.troubles).toEqual([])
  expect(brian.troubles).toEqual([])
})

/** A square PNG in one colour (www.w3.org/TR/png-3). */
function smallPng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 2], 8)
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(side * 3, Buffer.from([0xb4, 0x53, 0x09]))])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}
