import { expect, inject, test } from 'vitest'
import { openPlainBrowser } from '../support/phone.ts'

test('in a browser one signs in by Telegram’s page and stays, as a customer whoever one is', async () => {
  const { page, picture, troubles } = await openPlainBrowser()
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${inject('shopUrl')}/you?surface=web`)
  const signIn = page.getByRole('link', { name: 'Sign in here with Telegram' })
  await signIn.waitFor()
  await picture('web-1-outside')

  // The owner: at the login page Telegram knows who one is, and no more.
  await signIn.click()
  await page.getByRole('link', { name: 'Wanjiku Kamau' }).click()
  await page.waitForURL(/\/you(\?surface=web)?$/)
  await page.getByText('Wanjiku').first().waitFor()
  expect(page.url()).not.toContain('tgAuthResult')
  await picture('web-2-signed-in')

  await page.reload()
  await page.getByText('Wanjiku').first().waitFor()
  // The staff's side is not for browsers: it leads back into the shop.
  await page.goto(`${inject('shopUrl')}/admin`)
  await page.waitForURL((url) => url.pathname === '/')
  expect(troubles).toEqual([])
})
