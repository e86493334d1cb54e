import type { OrderCard } from 'shared/orders.schema'
import { Thumb } from '../../ui/show.tsx'

/** The first of what was ordered, side by side or overlapping. */
export function Pictures({ pictures, size, stacked = false }: { pictures: OrderCard['pictures']; size: number; stacked?: boolean }) {
  return (
    <span className={`o-pics ${stacked ? 'stacked' : ''}`}>
      {pictures.slice(0, stacked ? 2 : 4).map((each, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- two of one product look alike, and they never move
        <Thumb key={index} picture={each.picture} hue={each.hue} size={size} />
      ))}
    </span>
  )
}
