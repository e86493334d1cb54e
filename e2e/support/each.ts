import { afterAll, afterEach } from 'vitest'
import { closeBrowser, openPhones } from './phone.ts'

// Every journey leaves its phones behind; one that failed leaves a picture of each of them, too.
afterEach(async ({ task }) => {
  for (const phone of openPhones) {
    if (task.result?.state === 'fail') {
      const name = `failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 60)}-${phone.persona}`
      await phone.picture(name).catch(() => undefined)
      const button = JSON.stringify(await phone.mainButton().catch(() => undefined))
      process.stderr.write(`${name} at ${phone.page.url()}: main button ${button}; ${phone.troubles.join('; ')}\n`)
    }
    await phone.close()
  }
})
afterAll(closeBrowser)
