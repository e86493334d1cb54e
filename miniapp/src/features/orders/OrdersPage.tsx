import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { OrderCard } from 'shared/orders.schema'
import { useSearchParams } from 'wouter'
import { paths } from '../../app/paths.ts'
import { isUnreachable } from '../../lib/api-client.ts'
import { useT } from '../../lib/i18n.tsx'
import { useMe } from '../../lib/session.tsx'
import { Button, ButtonLink, IconButton } from '../../ui/Button.tsx'
import { SegmentedControl } from '../../ui/choice.tsx'
import { SearchField } from '../../ui/field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { EmptyState, ErrorState, Note, Skeleton } from '../../ui/states.tsx'
import { useActiveOrders } from './active-orders.ts'
import { orderListQuery } from './api.ts'
import { ActiveOrder, PastOrder } from './OrderCardView.tsx'
import './orders.css'

type Tab = 'active' | 'past'

/** Everything ordered here: what still moves as cards, the rest as a list, and a search over both. */
export function OrdersPage() {
  const t = useT()
  const [params, setParams] = useSearchParams()
  const tab: Tab = params.get('show') === 'past' ? 'past' : 'active'
  const [q, setQ] = useState(params.get('q'))
  const searching = q !== null
  const term = useDeferredValue(q?.trim() ?? '')
  const activeCount = useActiveOrders().length

  const search = (value: string | null) => {
    setQ(value)
    setParams(
      (before) => {
        if (value) before.set('q', value)
        else before.delete('q')
        return before
      },
      { replace: true },
    )
  }
  const options: { value: Tab; label: string }[] = [
    { value: 'active', label: activeCount > 0 ? t('orders.activeCount', { count: activeCount }) : t('orders.active') },
    { value: 'past', label: t('orders.past') },
  ]
  return (
    <>
      <PageTitle
        after={
          <IconButton look="f" label={searching ? t('common.close') : t('orders.search')} onClick={() => search(searching ? null : '')}>
            <Icon name={searching ? 'x' : 'search'} size={20} />
          </IconButton>
        }
      >
        {t('orders.title')}
      </PageTitle>
      {searching ? (
        <div className="sec o-bar">
          <SearchField value={q} onChange={search} placeholder={t('orders.searchHint')} clearLabel={t('orders.clearSearch')} autoFocus />
        </div>
      ) : (
        <div className="sec o-bar">
          <SegmentedControl
            label={t('orders.title')}
            options={options}
            value={tab}
            onChange={(show) => setParams(show === 'past' ? { show } : {}, { replace: true })}
          />
        </div>
      )}
      <OrderList key={searching ? 'search' : tab} list={searching ? 'search' : tab} term={term} />
    </>
  )
}

function OrderList({ list, term }: { list: Tab | 'search'; term: string }) {
  const t = useT()
  const me = useMe()
  const query = useInfiniteQuery({
    ...orderListQuery(list === 'search' ? { q: term } : { active: list === 'active' }),
    enabled: me !== undefined,
    placeholderData: (before: InfiniteData<{ items: OrderCard[]; nextCursor?: string | undefined }, string> | undefined) => before,
  })
  if (query.isError && !query.data) {
    return (
      <ErrorState
        title={t('orders.loadFailed')}
        error={query.error}
        onRetry={() => void query.refetch()}
        more={
          <ButtonLink look="plain" to={paths.support()}>
            {t('orders.askSupport')}
          </ButtonLink>
        }
      >
        {t('orders.loadFailedHint')}
      </ErrorState>
    )
  }
  if (!query.data) return <CardSkeletons />
  const orders = query.data.pages.flatMap((page) => page.items)
  return (
    <>
      {isUnreachable(query.error) && (
        <div className="sec">
          <Note tone="info" icon={<Icon name="wifioff" size={20} />}>
            <b>{t('common.offline')}</b> {t('orders.offlineHint')}
          </Note>
        </div>
      )}
      {orders.length === 0 ? <Nothing list={list} term={term} /> : list === 'active' ? <Cards orders={orders} /> : <Rows orders={orders} />}
      {query.hasNextPage && (
        <div className="sec">
          <Button look="soft" wide busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </>
  )
}

const Cards = ({ orders }: { orders: OrderCard[] }) => orders.map((order) => <ActiveOrder key={order.id} order={order} />)

const Rows = ({ orders }: { orders: OrderCard[] }) => (
  <Section>
    {orders.map((order) => (
      <PastOrder key={order.id} order={order} />
    ))}
  </Section>
)

function Nothing({ list, term }: { list: Tab | 'search'; term: string }) {
  const t = useT()
  if (list === 'search') {
    return term ? (
      <EmptyState art="search" title={t('orders.nothingFound', { term })}>
        {t('orders.nothingFoundHint')}
      </EmptyState>
    ) : (
      <EmptyState art="parcel" title={t('orders.empty')} />
    )
  }
  return (
    <EmptyState
      art="parcel"
      title={list === 'active' ? t('orders.emptyActive') : t('orders.emptyPast')}
      action={
        <ButtonLink round to={paths.shop()}>
          {t('orders.browse')}
        </ButtonLink>
      }
    >
      {list === 'active' ? t('orders.emptyActiveHint') : t('orders.emptyPastHint')}
    </EmptyState>
  )
}

function CardSkeletons() {
  return (
    <div className="late" aria-busy="true">
      {[0, 1].map((card) => (
        <div className="sec o-card" key={card}>
          <div className="box o-link">
            <Skeleton width="35%" height={22} radius={11} />
            <Skeleton width="62%" height={20} style={{ marginTop: 10 }} />
            <Skeleton width="44%" height={16} style={{ marginTop: 6 }} />
            <Skeleton height={5} radius={3} style={{ marginTop: 14 }} />
            <Skeleton width={112} height={48} radius={13} style={{ marginTop: 14 }} />
          </div>
        </div>
      ))}
    </div>
  )
}
