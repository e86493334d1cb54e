import type { CSSProperties } from 'react'
import type { Quote } from 'shared/checkout.schema'
import type { Address } from 'shared/users.schema'
import { useT } from '../../lib/i18n.tsx'
import { Cell } from '../../ui/Cell.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import type { Contact } from './ContactSheet.tsx'

type DeliverToProps = { quote: Quote; address: Address | undefined; contact: Contact; onAddress: () => void; onContact: () => void }

/** The place chosen to pick it up, when nobody brings it. */
export const pickupOf = ({ deliveryOptions, deliveryOptionId }: Quote) =>
  deliveryOptions.find((option) => option.id === deliveryOptionId && option.kind === 'pickup')

/** Where it goes and whom to call; each opens its sheet. */
export function DeliverTo({ quote, address, contact, onAddress, onContact }: DeliverToProps) {
  const t = useT()
  const pickup = pickupOf(quote)
  const chevron = <Icon name="chev" size={18} className="chv" />
  return (
    <Section header={pickup ? t('checkout.pickup.at') : quote.needsAddress ? t('checkout.deliverTo') : t('checkout.contact')}>
      {pickup && (
        <Cell
          inset={68}
          leading={
            <span className="disc">
              <Icon name="store" size={22} />
            </span>
          }
          title={<b>{pickup.name}</b>}
          subtitle={pickup.place ?? t('checkout.pickup.hint')}
        />
      )}
      {quote.needsAddress && (
        <Cell
          inset={68}
          onClick={onAddress}
          leading={
            <span className="disc">
              <Icon name="pin" size={22} />
            </span>
          }
          title={
            <b>{address ? t('checkout.addressTitle', { label: address.label, name: address.recipient }) : t('checkout.addAddress')}</b>
          }
          subtitle={
            address ? (
              <bdi>{[address.line1, address.line2, address.city].filter(Boolean).join(t('checkout.comma'))}</bdi>
            ) : (
              t('checkout.addAddressHint')
            )
          }
          trailing={chevron}
        />
      )}
      <Cell
        inset={68}
        onClick={onContact}
        leading={
          <span className="disc" style={{ '--bgc': 'var(--d-fill-1)', '--fgc': 'var(--d-text)' } as CSSProperties}>
            <Icon name={quote.needsAddress ? 'phone' : 'user'} size={21} />
          </span>
        }
        title={
          contact.phone ? <span className="ltr num">{contact.phone}</span> : quote.needsAddress ? t('checkout.addPhone') : contact.name
        }
        subtitle={quote.needsAddress ? t('checkout.phoneHint') : pickup ? t('checkout.pickup.phone') : t('checkout.contactHint')}
        trailing={chevron}
      />
    </Section>
  )
}
