import { Link, useLocation } from 'wouter'
import type { Cart, CartLine } from 'shared/cart.schema'
import { paths } from '../../app/paths.ts'
import { useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { useOwnPrice } from '../../lib/own-price.ts'
import { isUnreachable } from '../../lib/request.ts'
import { Button, ButtonLink } from '../../ui/Button.tsx'
import { Heading, PageTitle, Section } from '../../ui/Section.tsx'
import { AmountSummary, Money, Price, Thumb } from '../../ui/show.tsx'
import { EmptyState, ErrorState, Note, SkeletonCells } from '../../ui/states.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { ProductCard } from '../catalog/ProductCard.tsx'
import { useFavourites, useSaveForLater } from '../favourites/api.ts'
import { useUnpaidOrder } from '../orders/api.ts'
import { useCart, useSetQuantity } from './api.ts'
import { starsOf, sumsOf } from './sums.ts'

/** Check and adjust, then on to checkout. */
export function CartPage() {
  const t = useT()
  const cart = useCart()
  return (
    <>
      <PageTitle>{t('cart.title')}</PageTitle>
      {cart.data ? (
        cart.data.lines.length > 0 ? (
          <Lines cart={cart.data} offline={isUnreachable(cart.error)} />
        ) : (
          <EmptyCart />
        )
      ) : cart.isError ? (
        <ErrorState title={t('cart.loadFailed')} error={cart.error} onRetry={() => void cart.refetch()} />
      ) : (
        <SkeletonCells rows={3} />
      )}
      {cart.data && <Saved cart={cart.data} />}
    </>
  )
}

/** Who came back from paying finds the order that waits, not just an empty cart. */
function EmptyCart() {
  const t = useT()
  const format = useFormat()
  const unpaid = useUnpaidOrder()
  if (unpaid) {
    return (
      <EmptyState
        art="receipt"
        title={t('cart.unpaid', { number: `\u2066${unpaid.number.replaceAll('-', '\u2011')}\u2069` })}
        action={
          <ButtonLink round to={paths.pay(unpaid.number)}>
            {t('cart.payUnpaid', { amount: format.money(unpaid.total) })}
          </ButtonLink>
        }
      >
        {unpaid.payBy && t('cart.unpaidHint', { time: format.time(unpaid.payBy) })}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      art="cart"
      title={t('cart.empty')}
      action={
        <ButtonLink round to={paths.shop()}>
          {t('cart.browse')}
        </ButtonLink>
      }
    >
      {t('cart.emptyHint')}
    </EmptyState>
  )
}

/** What the customer should know before paying, most important first; undefined when nothing stands in the way. */
function useNotes(cart: Cart) {
  const t = useT()
  const troubled = cart.lines.filter((line) => line.trouble !== null)
  const dearer = cart.lines.filter((line) => line.priceBefore !== null)
  return { blocked: troubled.length > 0 ? t('cart.fixFirst') : undefined, troubled, dearer }
}

function Lines({ cart, offline }: { cart: Cart; offline: boolean }) {
  const t = useT()
  const format = useFormat()
  const [, navigate] = useLocation()
  const notes = useNotes(cart)
  const sums = sumsOf(cart)
  const own = useOwnPrice()(cart.subtotal)
  const reason = offline ? t('cart.offlineReason') : notes.blocked
  useMainButton({
    // A mixed cart is paid in two: one amount on the button would be neither.
    text: sums.stars && sums.money ? t('cart.checkOut') : `${t('cart.checkOut')} · ${format.money(sums.stars ?? cart.subtotal)}`,
    onPress: () => navigate(paths.checkout()),
    disabled: reason !== undefined,
    ...(reason && { reason }),
  })
  return (
    <>
      <div className="sec grid gap-2 empty:hidden">
        {notes.troubled.length > 0 && <Note tone="warn">{t('cart.troubleNote', { count: notes.troubled.length })}</Note>}
        {notes.dearer.length > 0 && <Note tone="info">{t('cart.priceNote', { count: notes.dearer.length })}</Note>}
        {cart.goods === 'mixed' && (
          <Note tone="info">
            <b>{t('cart.mixed')}</b> {t('cart.mixedHint')}
          </Note>
        )}
      </div>
      <Section>
        {cart.lines.map((line) => (
          <Line key={line.variantId} line={line} />
        ))}
      </Section>
      <Section footer={cart.goods === 'digital' ? t('cart.digitalFooter') : t('cart.deliveryFooter')}>
        <AmountSummary
          lines={
            sums.stars && sums.money
              ? [
                  { key: 'physical', label: t('cart.toDeliver', { count: sums.physicalCount }), value: <Money value={sums.money} /> },
                  { key: 'digital', label: t('cart.digital', { count: sums.digitalCount }), value: <Money value={sums.stars} /> },
                ]
              : [{ key: 'items', label: t('cart.items', { count: cart.count }), value: <Money value={sums.stars ?? cart.subtotal} /> }]
          }
          total={{
            label: t('cart.subtotal'),
            value: [sums.money, sums.stars]
              .filter((sum) => sum !== undefined)
              .map((sum) => format.money(sum))
              .join(' + ') || <Money value={cart.subtotal} />,
          }}
          second={own}
        />
      </Section>
    </>
  )
}

function Line({ line }: { line: CartLine }) {
  const t = useT()
  const setQuantity = useSetQuantity()
  const saveForLater = useSaveForLater()
  const isOut = line.trouble === 'sold_out' || line.trouble === 'gone'
  const available = line.available ?? 0
  const labels = {
    group: t('cart.quantityOf', { name: line.name }),
    less: t('cart.lessOf', { name: line.name }),
    more: t('cart.moreOf', { name: line.name }),
    remove: t('cart.removeOf', { name: line.name }),
  }
  return (
    <div className="cell items-start! py-3!" style={{ '--sep': '92px' } as React.CSSProperties}>
      <Link href={paths.product(line.slug)} aria-label={line.name} className={isOut ? 'opacity-50' : ''}>
        <Thumb picture={line.picture} hue={line.hue} size={64} radius={14} />
      </Link>
      <div className="tx gap-0.5">
        <div className={`row items-start! ${isOut ? 'opacity-60' : ''}`}>
          <span className="b sub grow">{line.name}</span>
          <Price value={starsOf(line) ?? line.total} className="sub" />
        </div>
        <small className="foot">
          {line.title}
          {line.priceBefore && (
            <>
              {' · '}
              <s>
                <Money value={line.priceBefore} />
              </s>{' '}
              <b className="wrn">
                <Money value={line.unitPrice} />
              </b>
            </>
          )}
        </small>
        {line.trouble && (
          <p className="wrn foot b" role="status">
            {/* keys: cart.trouble.* */}
            {t(`cart.trouble.${line.trouble}`, { count: available })}
          </p>
        )}
        <div className="row mt-1.5 flex-wrap">
          {isOut ? (
            <Button small look="fill" aria-label={t('cart.removeOf', { name: line.name })} onClick={() => setQuantity(0, line)}>
              {t('cart.remove')}
            </Button>
          ) : line.trouble === 'too_many' && available > 0 ? (
            <Button small look="soft" onClick={() => setQuantity(available, line)}>
              {t('cart.takeAll', { count: available })}
            </Button>
          ) : (
            <Stepper
              value={line.quantity}
              onChange={(next) => setQuantity(next, line)}
              max={line.available ?? 99}
              labels={labels}
              {...(line.available !== null && { full: t('product.onlyLeft', { count: line.available }) })}
            />
          )}
          {line.trouble !== 'gone' && (
            <button type="button" className="t2 sub hit ms-auto min-h-9 px-1" onClick={() => saveForLater(line)}>
              {t('cart.saveForLater')}
            </button>
          )}
        </div>
      </div>
    </div>
  )
}

function Saved({ cart }: { cart: Cart }) {
  const t = useT()
  const { data } = useFavourites()
  const inCart = new Set(cart.lines.map((line) => line.productId))
  const items = data?.items.filter((item) => !inCart.has(item.id)) ?? []
  if (items.length === 0) return null
  return (
    <>
      <Heading>{cart.lines.length > 0 ? t('cart.saved') : t('cart.savedThese')}</Heading>
      <div className="rail">
        {items.map((item) => (
          <ProductCard key={item.id} product={item} />
        ))}
      </div>
    </>
  )
}
