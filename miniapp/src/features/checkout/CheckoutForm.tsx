import { Fragment, useState } from 'react'
import type { Quote } from 'shared/checkout.schema'
import type { PaymentMethod } from 'shared/payments'
import { maskedPhone } from 'shared/phone'
import type { Address, Me } from 'shared/users.schema'
import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useClosingConfirmation, useMainButton, type ScreenButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { CheckCell, SegmentedControl } from '../../ui/choice.tsx'
import { TextArea } from '../../ui/field.tsx'
import { OtherMethods } from '../../ui/OtherMethods.tsx'
import { PayerPhone, PhoneSheet } from '../../ui/PayerPhone.tsx'
import { aboutMethod, PaymentMethodRow } from '../../ui/PaymentMethodRow.tsx'
import { RateNote } from '../../ui/RateNote.tsx'
import { Section } from '../../ui/Section.tsx'
import { Note } from '../../ui/states.tsx'
import { methodFor, type useChoices } from './choices.ts'
import { ContactSheet, type Contact } from './ContactSheet.tsx'
import { DeliverTo, pickupOf } from './DeliverTo.tsx'
import { AddressSheet } from './AddressSheet.tsx'
import { DeliveryChoice } from './DeliveryChoice.tsx'
import { YourOrder } from './YourOrder.tsx'

export type Ordered = { method: PaymentMethod; contact: Contact; payer?: { phone: string }; note: string }

type CheckoutFormProps = {
  me: Me
  quote: Quote
  /** Undefined when they could not be read. */ addresses: Address[] | undefined
  /** A new price is being asked for. */ settling: boolean
  placing: boolean
  chosen: PaymentMethod | null
  choose: ReturnType<typeof useChoices>['choose']
  onOrder: (ordered: Ordered) => void
}

type OpenSheet = 'address' | 'contact' | 'payer' | undefined

export function CheckoutForm({ me, quote, addresses, settling, placing, chosen, choose, onOrder }: CheckoutFormProps) {
  const t = useT()
  const format = useFormat()
  const address = addresses?.find((each) => each.id === quote.addressId)
  const [own, setOwn] = useState<Contact>()
  const contact = own ?? contactOf(me, address)
  // The phone that pays is the contact's until another is given.
  const [ownPayer, setOwnPayer] = useState<string>()
  const payerPhone = ownPayer ?? contact.phone
  const country = address?.country ?? me.country
  const [note, setNote] = useState('')
  const [agreed, setAgreed] = useState(me.termsAcceptedAt !== null)
  const [sheet, setSheet] = useState<OpenSheet>()
  const pickup = pickupOf(quote) !== undefined
  const offered = methodFor(quote.methods, chosen)
  const usable = quote.methods.filter((each) => each.available)
  useClosingConfirmation(true)

  const main = (): ScreenButton => {
    if (quote.needsAddress && !quote.addressId) return { text: t('checkout.addAddress'), onPress: () => setSheet('address') }
    const button = { text: t('checkout.order'), onPress: () => undefined, disabled: true }
    if (quote.needsAddress && !quote.deliverable) return { ...button, reason: t('checkout.reason.undeliverable') }
    if (!offered) return { ...button, reason: t('checkout.reason.noMethod') }
    if (quote.needsAddress && !contact.phone) return { text: t('checkout.addPhone'), onPress: () => setSheet('contact') }
    const asksPhone = offered.asks === 'phone'
    if (asksPhone && !payerPhone) return { text: t('checkout.addPhone'), onPress: () => setSheet('payer') }
    const text =
      offered.method === 'cash_on_delivery'
        ? t(pickup ? 'checkout.pickup.place' : 'checkout.placeOnDelivery')
        : t('checkout.pay', { amount: format.money(offered.amount) })
    if (!agreed) return { ...button, text, reason: t('checkout.reason.terms') }
    return {
      text,
      busy: placing || settling,
      shine: !settling,
      onPress: () =>
        onOrder({
          method: offered.method,
          contact,
          note: note.trim(),
          ...(asksPhone && payerPhone ? { payer: { phone: payerPhone } } : {}),
        }),
    }
  }
  useMainButton(main())

  return (
    <>
      <Split quote={quote} onChoose={(goods) => choose('goods', goods)} />
      <DeliverTo
        quote={quote}
        address={address}
        contact={contact}
        onAddress={() => setSheet('address')}
        onContact={() => setSheet('contact')}
      />
      {quote.goods === 'physical' && <DeliveryChoice quote={quote} onChoose={(id) => choose('by', id)} />}
      <Section header={t('checkout.payWith')} footer={offered?.rate && <RateNote rate={offered.rate} />}>
        <div role="radiogroup" aria-label={t('checkout.payWith')}>
          {usable.map((each) => (
            <Fragment key={each.method}>
              <PaymentMethodRow
                method={each.method}
                name={
                  <span className="row c-name">
                    {/* keys: payments.method.* */}
                    {pickup && each.method === 'cash_on_delivery' ? t('checkout.pickup.cash') : t(`payments.method.${each.method}`)}
                    {each.lastUsed && <span className="pill is-info">{t('checkout.lastUsed')}</span>}
                  </span>
                }
                about={
                  pickup && each.method === 'cash_on_delivery' ? (
                    t('checkout.pickup.pay')
                  ) : each.asks === 'phone' && each.health === 'good' && payerPhone ? (
                    <bdi className="ltr num">{maskedPhone(payerPhone)}</bdi>
                  ) : (
                    aboutMethod(t, each)
                  )
                }
                amount={each.amount.currency !== quote.totals.total.currency ? each.amount : undefined}
                checked={each === offered}
                refundable={each.refundable}
                onSelect={() => choose('pay', each.method)}
              />
              {each === offered && each.asks === 'phone' && <PayerPhone phone={payerPhone} country={country} onChange={setOwnPayer} />}
            </Fragment>
          ))}
        </div>
        <OtherMethods methods={quote.methods} />
      </Section>
      {quote.goods === 'physical' && (
        <Section>
          <TextArea
            label={pickup ? t('checkout.pickup.note') : t('checkout.note')}
            value={note}
            onChange={setNote}
            maxLength={500}
            rows={2}
            style={{ resize: 'none' }}
            placeholder={pickup ? t('checkout.pickup.noteHint') : t('checkout.noteHint')}
          />
        </Section>
      )}
      <YourOrder quote={quote} offered={offered} />
      {me.termsAcceptedAt === null ? (
        <Section>
          <CheckCell on={agreed} onChange={setAgreed} title={<TermsLine text={t('checkout.agree')} />} />
        </Section>
      ) : (
        <p className="sec foot t2 c-terms">
          <TermsLine text={t('checkout.agreed')} wide />
        </p>
      )}
      {sheet === 'address' && (
        <AddressSheet
          me={me}
          addresses={addresses}
          selectedId={quote.addressId}
          onChoose={(id) => {
            choose('to', id)
            setSheet(undefined)
          }}
          onClose={() => setSheet(undefined)}
        />
      )}
      {sheet === 'payer' && (
        <PhoneSheet
          phone={payerPhone}
          country={country}
          onSave={(phone) => {
            setOwnPayer(phone)
            setSheet(undefined)
          }}
          onClose={() => setSheet(undefined)}
        />
      )}
      {sheet === 'contact' && (
        <ContactSheet
          contact={contact}
          country={country}
          hint={quote.needsAddress ? t('checkout.phoneHint') : pickup ? t('checkout.pickup.phone') : t('checkout.contactHint')}
          onSave={(next) => {
            setOwn(next)
            setSheet(undefined)
          }}
          onClose={() => setSheet(undefined)}
        />
      )}
    </>
  )
}

/** Filled from last time: the number on the address, else the account's own. */
function contactOf(me: Me, address: Address | undefined): Contact {
  return { name: [me.firstName, me.lastName].filter(Boolean).join(' '), phone: address?.phone ?? me.phone ?? null }
}

/** A cart of both kinds is bought in two orders; says so before paying, and lets the person say which first. */
function Split({ quote, onChoose }: { quote: Quote; onChoose: (goods: Quote['goods']) => void }) {
  const t = useT()
  if (!quote.leftForLater) return null
  const options = (['physical', 'digital'] as const).map((value) => ({ value, label: t(`checkout.split.${value}`) })) // keys: checkout.split.*
  return (
    <>
      <div className="sec c-tight">
        <Note tone="info">
          <b>{t('checkout.split.title')}</b> {t('checkout.split.text')}
        </Note>
      </div>
      <div className="sec">
        <SegmentedControl label={t('checkout.split.title')} options={options} value={quote.goods} onChange={onChoose} />
      </div>
    </>
  )
}

/** `{terms}` in the sentence becomes the link: languages put it where they like. Beside a box to tick it is only as wide as its words. */
function TermsLine({ text, wide = false }: { text: string; wide?: boolean }) {
  const t = useT()
  const [before = '', after = ''] = text.split('{terms}')
  return (
    <span>
      {before}
      <Link href={paths.terms()} className={`acc ${wide ? 'hit' : ''}`}>
        {t('checkout.terms')}
      </Link>
      {after}
    </span>
  )
}
