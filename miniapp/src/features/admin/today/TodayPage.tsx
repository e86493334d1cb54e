import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { Today } from 'shared/admin.schema'
import { fromMoneyJson } from 'shared/money'
import { paths } from '../../../app/paths.ts'
import { useFormat, useShopFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { useShop, useTimeZone } from '../../../lib/session.tsx'
import { Cell, Tile, type TileColor } from '../../../ui/Cell.tsx'
import { Icon, type IconName } from '../../../ui/Icon.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { EmptyState, ErrorState, Skeleton, SkeletonCells } from '../../../ui/states.tsx'
import { todayQuery } from '../api.ts'
import { HoursChart } from './HoursChart.tsx'

/** Is it a good day, and what needs me? */
export function TodayPage() {
  const t = useT()
  const day = useShopFormat().day(new Date())
  const isElsewhere = useTimeZone() !== useShop()?.timeZone
  const today = useQuery(todayQuery())
  const title = (
    <PageTitle
      subtitle={isElsewhere ? t('admin.today.shopTime', { day }) : day}
      after={
        <Link href={paths.shop()} className="pill adminpill">
          <Icon name="store" size={16} />
          {t('admin.toShop')}
        </Link>
      }
    >
      {t('admin.today.title')}
    </PageTitle>
  )
  if (today.isPending) {
    return (
      <>
        {title}
        <div className="sec late">
          <Skeleton height={240} radius={16} />
        </div>
        <SkeletonCells rows={3} />
      </>
    )
  }
  if (!today.data) {
    return (
      <>
        {title}
        <ErrorState title={t('admin.today.failed')} error={today.error} onRetry={() => void today.refetch()} />
      </>
    )
  }
  return (
    <>
      {title}
      <Figures today={today.data} />
      <NeedsYou today={today.data} />
      <Methods today={today.data} />
    </>
  )
}

function Figures({ today }: { today: Today }) {
  const t = useT()
  const format = useFormat()
  const shop = useShop()
  const hour = shop
    ? Number(new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone: shop.timeZone }).format(new Date()))
    : 23
  return (
    <>
      <Section>
        <div className="pad">
          <span className="sub t2 row gap-1.5">
            <i className="dot lg" style={{ background: 'var(--d-chart-1)' }} />
            {t('admin.today.revenue')}
          </span>
          <bdi className="num text-display b block">{format.money(today.revenue)}</bdi>
          {today.besides.length > 0 && (
            <span className="sub t2 block">
              {t('admin.today.besides')} <bdi className="num">{today.besides.map((each) => format.money(each)).join(' · ')}</bdi>
            </span>
          )}
          {(today.revenue.amount !== '0' || today.besides.length === 0) && (
            <Change now={fromMoneyJson(today.revenue).amount} before={fromMoneyJson(today.revenueBefore).amount} />
          )}
          <HoursChart hours={today.hours.map(BigInt)} currency={today.revenue.currency} hour={hour} />
        </div>
      </Section>
      <div className="kpis">
        <div className="kpi">
          <span className="foot t2">{t('admin.today.orders')}</span>
          <b className="num t2h">{format.number(today.orders)}</b>
          <Change now={BigInt(today.orders)} before={BigInt(today.ordersBefore)} brief />
        </div>
        <div className="kpi">
          <span className="foot t2">{t('admin.today.average')}</span>
          <b className="num t2h">
            <bdi>{format.money(today.average)}</bdi>
          </b>
        </div>
      </div>
    </>
  )
}

/** How it compares with yesterday by this time: an arrow and words, never a colour alone. Under one percent is the same. */
function Change({ now, before, brief = false }: { now: bigint; before: bigint; brief?: boolean }) {
  const t = useT()
  if (before === 0n) return <span className="foot t2">{now === 0n ? t('admin.today.nothingYet') : t('admin.today.firstToday')}</span>
  const percent = Math.round(Number(((now - before) * 1000n) / before) / 10)
  if (percent === 0) return <span className="foot t2">{t('admin.today.same')}</span>
  return (
    <span className="foot t2 row gap-1.5">
      <span className={`row gap-0.5 font-semibold ${percent > 0 ? 'ok' : 'dng'}`}>
        <Icon name={percent > 0 ? 'arrup' : 'arrdn'} size={14} />
        <bdi className="num">{Math.abs(percent)} %</bdi>
        <span className="sr">{percent > 0 ? t('admin.today.more') : t('admin.today.less')}</span>
      </span>
      {!brief && t('admin.today.thanYesterday')}
    </span>
  )
}

const needs: Record<Today['needsYou'][number]['kind'], { icon: IconName; color: TileColor; to: (orderNumber: string | null) => string }> = {
  to_send: { icon: 'box', color: 'blue', to: () => paths.adminOrders('to_send') },
  to_accept: { icon: 'clock', color: 'orange', to: (number) => (number ? paths.adminOrder(number) : paths.adminOrders('to_send')) },
  low_stock: { icon: 'tag', color: 'red', to: () => paths.adminLowStock() },
  payment_case: { icon: 'warn', color: 'orange', to: () => paths.adminCases() },
  no_delivery: { icon: 'truck', color: 'teal', to: () => paths.adminDelivery() },
  unreachable: { icon: 'bell', color: 'slate', to: () => paths.adminOrders('problems') },
}

function NeedsYou({ today }: { today: Today }) {
  const t = useT()
  if (today.needsYou.length === 0)
    return (
      <EmptyState art="party" title={t('admin.today.allDone')}>
        {t('admin.today.allDoneHint')}
      </EmptyState>
    )
  return (
    <Section header={t('admin.today.needsYou')}>
      {today.needsYou.map(({ kind, count, orderNumber }) => (
        // keys: admin.need.*
        <Cell
          key={kind}
          leading={<Tile icon={needs[kind].icon} color={needs[kind].color} />}
          title={t(`admin.need.${kind}`, { count })}
          to={needs[kind].to(count === 1 ? orderNumber : null)}
        />
      ))}
    </Section>
  )
}

function Methods({ today }: { today: Today }) {
  const t = useT()
  const started = today.methods.filter((method) => method.started > 0)
  if (started.length === 0) return null
  return (
    <Section header={t('admin.today.methods')}>
      {started.map(({ method, started: tried, succeeded }) => (
        <div className="cell" key={method}>
          <span className="tx gap-1.5">
            <span className="row sub">
              {/* keys: payments.method.* */}
              <b className="grow">{t(`payments.method.${method}`)}</b>
              <span className="num t2">
                {method === 'cash_on_delivery'
                  ? t('admin.today.collectedOf', { succeeded, started: tried })
                  : t('admin.today.paidOf', { succeeded, started: tried })}
              </span>
            </span>
            <span className="bar" aria-hidden="true">
              <i style={{ width: `${Math.round((succeeded / tried) * 100)}%` }} />
            </span>
          </span>
        </div>
      ))}
    </Section>
  )
}
