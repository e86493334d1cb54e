import { useState } from 'react'
import type { AdminOrder } from 'shared/orders.schema'
import { useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import type { OrderChange } from '../api.ts'

type Props = { order: AdminOrder; busy: boolean; onShip: (change: OrderChange) => Promise<boolean>; onClose: () => void }

/** How it is sent, so that the customer can follow it. Everything is optional: a rider has no tracking number. */
export function ShipSheet({ order, busy, onShip, onClose }: Props) {
  const t = useT()
  const [carrier, setCarrier] = useState(order.delivery?.name ?? '')
  const [trackingNumber, setTrackingNumber] = useState('')
  const [trackingUrl, setTrackingUrl] = useState('')
  const badUrl = trackingUrl !== '' && !/^https:\/\/\S+\.\S+/.test(trackingUrl)
  return (
    <Sheet title={t('admin.ship.title')} onClose={onClose}>
      <Section footer={t('admin.ship.footer')}>
        <TextField label={t('admin.ship.carrier')} value={carrier} onChange={setCarrier} maxLength={60} />
        <TextField
          label={t('admin.ship.number')}
          value={trackingNumber}
          onChange={(text) => setTrackingNumber(text.trim())}
          maxLength={80}
          autoCapitalize="characters"
          dir="ltr"
        />
        <TextField
          label={t('admin.ship.link')}
          type="url"
          inputMode="url"
          placeholder="https://"
          value={trackingUrl}
          onChange={(text) => setTrackingUrl(text.trim())}
          maxLength={500}
          dir="ltr"
          error={badUrl ? t('admin.ship.badLink') : undefined}
        />
      </Section>
      <div className="px-4 pb-4">
        <Button
          wide
          busy={busy}
          disabled={badUrl}
          onClick={() => void onShip({ move: 'ship', carrier: carrier.trim(), trackingNumber, trackingUrl })}
        >
          {t('admin.ship.send')}
        </Button>
      </div>
    </Sheet>
  )
}
