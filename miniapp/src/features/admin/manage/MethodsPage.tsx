import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { symbolOf } from 'shared/currencies'
import type { ProductKind } from 'shared/catalog'
import type { AdminPaymentMethod } from 'shared/payment-methods.schema'
import { surfaces, type Surface } from 'shared/payments'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { problemText } from '../../../lib/problem-text.ts'
import { useShop } from '../../../lib/session.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { SegmentedControl, SwitchCell } from '../../../ui/choice.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { StatusPill } from '../../../ui/show.tsx'
import { ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { toast } from '../../../ui/toast.tsx'
import { methodsQuery, useSwitchMethod } from '../api.ts'
import { useMayI } from '../may-i.ts'

const goodsKinds = ['physical', 'digital'] as const satisfies readonly ProductKind[]

/** Every way to pay: how it is now, whether a purchase like this would be offered it, and the switch that takes it out. */
export function MethodsPage() {
  const t = useT()
  const format = useFormat()
  const [goods, setGoods] = useState<ProductKind>('physical')
  const [surface, setSurface] = useState<Surface>('mini_app')
  const methods = useQuery(methodsQuery({ goods, surface }))
  const { data } = methods
  const setUp = data?.items.filter((each) => each.gateway !== null) ?? []
  const others = data?.items.filter((each) => each.gateway === null) ?? []
  const well = setUp.filter((each) => each.health === 'good' && !each.pausedAt).length
  return (
    <>
      <PageTitle subtitle={data && t('admin.methods.well', { well: format.number(well), all: format.number(setUp.length) })}>
        {t('admin.methods.title')}
      </PageTitle>
      <div className="sec c-tight">
        <SegmentedControl
          label={t('admin.methods.goods')}
          options={goodsKinds.map((value) => ({ value, label: t(`admin.methods.goodsOf.${value}`) }))} // keys: admin.methods.goodsOf.*
          value={goods}
          onChange={setGoods}
        />
      </div>
      <div className="sec">
        <SegmentedControl
          label={t('admin.methods.surface')}
          options={surfaces.map((value) => ({ value, label: t(`admin.methods.surfaceOf.${value}`) }))} // keys: admin.methods.surfaceOf.*
          value={surface}
          onChange={setSurface}
        />
      </div>
      {methods.isPending && <SkeletonCells rows={6} />}
      {methods.isError && !data && (
        <ErrorState title={t('admin.methods.failed')} error={methods.error} onRetry={() => void methods.refetch()} />
      )}
      {setUp.map((each) => (
        <MethodSection key={each.method} one={each} />
      ))}
      {others.length > 0 && (
        <Section header={t('admin.methods.notSetUp')} footer={t('admin.methods.notSetUpHint')}>
          {others.map(({ method }) => (
            <Cell key={method} title={t(`payments.method.${method}`) /* keys: payments.method.* */} />
          ))}
        </Section>
      )}
      {data && (
        <p className="sec foot t2">
          {data.rates ? t('admin.methods.rates', { time: format.dateTime(data.rates.takenAt) }) : t('admin.methods.noRates')}
        </p>
      )}
    </>
  )
}

function MethodSection({ one }: { one: AdminPaymentMethod }) {
  const t = useT()
  const format = useFormat()
  const shop = useShop()
  const mayChange = useMayI()('settings.write')
  const change = useSwitchMethod()
  const { method, offer, pausedAt, health } = one
  const where = [
    one.currencies?.map(symbolOf).join(', '),
    one.countries?.join(', '),
    one.isLive === false ? t('admin.methods.test') : undefined,
    one.refunds ? undefined : t('admin.methods.noRefunds'),
  ].filter(Boolean)
  const answer = pausedAt
    ? t('admin.methods.pausedSince', { time: format.dateTime(pausedAt) })
    : !offer
      ? t('admin.methods.nothingToAsk')
      : offer.reason
        ? t(`payments.unavailable.${offer.reason}`) // keys: payments.unavailable.*
        : t('admin.methods.asks', { amount: format.money(offer.amount), country: shop?.country ?? '' })
  return (
    <Section>
      <Cell
        title={<b>{t(`payments.method.${method}`)}</b>}
        subtitle={answer}
        trailing={
          <StatusPill tone={pausedAt ? 'neutral' : health === 'good' ? 'ok' : health === 'slow' ? 'warn' : 'danger'}>
            {/* keys: admin.methods.health.* */}
            {pausedAt ? t('admin.methods.paused') : t(`admin.methods.health.${health ?? 'down'}`)}
          </StatusPill>
        }
      />
      {where.length > 0 && <Cell title={<span className="sub t2">{where.join(' · ')}</span>} />}
      {mayChange && (
        <SwitchCell
          title={t('admin.methods.offer')}
          on={!pausedAt}
          disabled={change.isPending}
          onChange={(on) => change.mutate({ method, on }, { onError: (error) => toast({ icon: 'warn', text: problemText(t, error) }) })}
        />
      )}
    </Section>
  )
}
