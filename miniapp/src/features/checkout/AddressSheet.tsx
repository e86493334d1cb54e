import { useState } from 'react'
import type { Address, Me } from 'shared/users.schema'
import { useT } from '../../lib/i18n.tsx'
import { useShop } from '../../lib/session.tsx'
import { AddressForm } from '../../ui/AddressForm.tsx'
import { RadioCell } from '../../ui/choice.tsx'
import { Cell } from '../../ui/Cell.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { SkeletonCells } from '../../ui/states.tsx'
import { useSaveAddress } from '../users/api.ts'

type AddressSheetProps = {
  me: Me
  addresses: readonly Address[] | undefined
  selectedId: string | null
  onChoose: (id: string) => void
  onClose: () => void
}

/** Choose where it goes, or write down a new place. */
export function AddressSheet({ me, addresses, selectedId, onChoose, onClose }: AddressSheetProps) {
  const t = useT()
  const shop = useShop()
  const save = useSaveAddress()
  const [adding, setAdding] = useState(addresses?.length === 0)
  if (adding || addresses?.length === 0) {
    return (
      <Sheet title={t('you.address.new')} onClose={addresses?.length ? () => setAdding(false) : onClose}>
        <AddressForm
          initial={{ recipient: [me.firstName, me.lastName].filter(Boolean).join(' '), phone: me.phone ?? '', country: me.country }}
          countries={shop?.countries ?? [me.country]}
          busy={save.isPending}
          error={save.error}
          onSubmit={(input) => save.mutate({ input }, { onSuccess: (address) => onChoose(address.id) })}
        />
      </Sheet>
    )
  }
  return (
    <Sheet title={t('checkout.deliverTo')} onClose={onClose}>
      {addresses ? (
        <Section>
          <div role="radiogroup" aria-label={t('checkout.deliverTo')}>
            {addresses.map((address) => (
              <RadioCell
                key={address.id}
                checked={address.id === selectedId}
                onSelect={() => onChoose(address.id)}
                title={<b>{t('checkout.addressTitle', { label: address.label, name: address.recipient })}</b>}
                subtitle={<bdi>{[address.line1, address.line2, address.city].filter(Boolean).join(t('checkout.comma'))}</bdi>}
              />
            ))}
          </div>
        </Section>
      ) : (
        <SkeletonCells rows={2} />
      )}
      <Section>
        <Cell look="act" leading={<Icon name="plus" />} title={t('you.address.add')} onClick={() => setAdding(true)} />
      </Section>
    </Sheet>
  )
}
