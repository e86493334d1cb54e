import type { Context } from '../../context.ts'
import { shippingTo } from '../shipping/index.ts'
import type { OrderRow } from './tables.ts'

/** Whether the way this order is delivered takes money at the door, as delivery stands now. */
export async function takesCash(
  ctx: Context,
  order: Pick<OrderRow, 'country' | 'address' | 'deliveryKind' | 'deliveryName' | 'subtotal'>,
): Promise<boolean> {
  if (!order.country || !order.deliveryKind) return false
  const city = order.address === null ? undefined : ctx.sealer.open<{ city: string }>('address', order.address).city
  const { offers } = await shippingTo(ctx, { country: order.country, city, subtotal: order.subtotal })
  return offers.some((offer) => offer.cashOnDelivery && offer.kind === order.deliveryKind && offer.name.en === order.deliveryName?.en)
}
