import type { PaypalClient } from './client.ts'
import { pathOf } from './events.ts'
import type { Dispute, Link } from './types.ts'

type Listed = { items?: { dispute_id: string }[]; links?: Link[] }

/** Those about one capture. The list tells only which; what became of each is in the dispute itself. */
export async function disputesOf(client: PaypalClient, captureId: string): Promise<Dispute[]> {
  const { items = [] } = await client.get<Listed>(`/v1/customer/disputes?disputed_transaction_id=${captureId}`)
  return Promise.all(items.map(({ dispute_id: id }) => readDispute(client, id)))
}

/** Those that changed since then, fifty a page (customer_disputes_v1, `update_time_after`: 180 days at most). */
export async function* disputesChangedSince(client: PaypalClient, since: Date): AsyncIterable<Dispute[]> {
  const query = new URLSearchParams({ page_size: '50', update_time_after: since.toISOString() })
  let next: string | undefined = `/v1/customer/disputes?${query.toString()}`
  while (next) {
    const { items = [], links = [] }: Listed = await client.get<Listed>(next)
    const found: Dispute[] = []
    for (const { dispute_id: id } of items) found.push(await readDispute(client, id))
    yield found
    const href: string | undefined = links.find(({ rel }) => rel === 'next')?.href
    next = href && URL.canParse(href) && items.length > 0 ? pathOf(href) : undefined
  }
}

const readDispute = (client: PaypalClient, id: string) => client.get<Dispute>(`/v1/customer/disputes/${id}`)
