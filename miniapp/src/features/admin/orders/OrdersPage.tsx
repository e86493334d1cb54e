import { useDeferredValue } from 'react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'wouter'
import type { AdminOrderCard } from 'shared/orders.schema'
import { countedUpTo, orderFilters, type OrderFilter } from 'shared/orders'
import { paths } from '../../../app/paths.ts'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Chip } from '../../../ui/choice.tsx'
import { SearchField } from '../../../ui/field.tsx'
import { PageTitle } from '../../../ui/Section.tsx'
import { Avatar, Money, StatusPill } from '../../../ui/show.tsx'
import { EmptyState, ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { ordersQuery } from '../api.ts'
import { hueOf, paymentTone, saysMore, stateTone, stateWords } from './order-words.ts'

const asBadge = (count: number) => (count < countedUpTo ? count : `${countedUpTo - 1}+`)

/** The work queue. Filter and words are in the address, so that coming back finds them. */
export function OrdersPage() {
  const t = useT()
  const [search, setSearch] = useSearchParams()
  const asked = search.get('show') as OrderFilter | null
  const filter: OrderFilter = asked && orderFilters.includes(asked) ? asked : 'to_send'
  const words = search.get('q') ?? ''
  const list = useInfiniteQuery(ordersQuery(filter, useDeferredValue(words.trim())))
  const change = (next: { show?: OrderFilter; q?: string }) =>
    setSearch({ show: next.show ?? filter, ...((next.q ?? words) ? { q: next.q ?? words } : {}) }, { replace: true })
  const counts = list.data?.pages[0]?.counts
  const orders = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageTitle>{t('admin.orders.title')}</PageTitle>
      <div className="px-4 pb-2.5">
        <SearchField value={words} onChange={(q) => change({ q })} placeholder={t('admin.orders.search')} clearLabel={t('admin.clear')} />
      </div>
      <div className="rail gap-2 mb-4" role="group" ref={showChosen} aria-label={t('admin.orders.filters')}>
        {orderFilters.map((each) => (
          <Chip key={each} state={each === filter ? 'on' : undefined} onClick={() => change({ show: each })}>
            {/* keys: admin.filter.* */}
            {t(`admin.filter.${each}`)}
            {each !== 'all' && counts && <span className="num font-normal ms-1.5">{asBadge(counts[each])}</span>}
          </Chip>
        ))}
      </div>
      {list.isPending && <SkeletonCells rows={6} />}
      {list.isError && !list.data && <ErrorState title={t('admin.orders.failed')} error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && orders.length === 0 && (
        <EmptyState art={words ? 'search' : 'party'} title={words ? t('admin.orders.noneFound') : t('admin.orders.none')}>
          {words ? t('admin.orders.noneFoundHint') : t('admin.orders.noneHint')}
        </EmptyState>
      )}
      {orders.length > 0 && (
        <div className="sec" aria-busy={list.isPlaceholderData}>
          <div className="box">
            {orders.map((order) => (
              <OrderRow key={order.id} order={order} />
            ))}
          </div>
        </div>
      )}
      {list.hasNextPage && (
        <div className="px-4 pb-6">
          <Button look="soft" wide busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </>
  )
}

function OrderRow({ order }: { order: AdminOrderCard }) {
  const t = useT()
  const format = useFormat()
  return (
    <Link href={paths.adminOrder(order.number)} className="cell orderrow">
      <Avatar name={order.customer} hue={hueOf(order.customer)} />
      <span className="tx">
        <span className="row">
          <b className="grow clip">{order.customer}</b>
          <b>
            <Money value={order.total} />
          </b>
        </span>
        <span className="row foot t2 flex-wrap gap-y-0">
          <span className="grow">
            <bdi className="num">{order.number}</bdi> · {t('admin.orders.items', { count: order.itemCount })}
          </span>
          <bdi className="num">
            {format.isSameDay(new Date(order.placedAt), new Date()) ? format.time(order.placedAt) : format.day(order.placedAt)}
          </bdi>
        </span>
        <span className="row flex-wrap gap-1.5 mt-1">
          {/* keys: admin.summary.* */}
          <StatusPill tone={stateTone[order.state]}>{stateWords(t, order)}</StatusPill>
          {saysMore(order) && <StatusPill tone={paymentTone[order.payment]}>{t(`admin.summary.${order.payment}`)}</StatusPill>}
          {order.problem && <StatusPill tone="danger">{t('admin.orders.problem')}</StatusPill>}
        </span>
      </span>
    </Link>
  )
}

/** The chosen filter is in view, however far along the row it stands. */
function showChosen(row: HTMLElement | null): void {
  row?.querySelector('[aria-pressed=true]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
}
