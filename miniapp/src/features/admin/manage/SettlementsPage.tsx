import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { movementKinds, type MovementKind } from 'shared/payments'
import type { Settlements } from 'shared/payments.schema'
import type { Translate } from 'shared/translate'
import { useFormat } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { Money, StatusPill } from '../../../ui/show.tsx'
import { EmptyState, ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { settlementsQuery } from '../api.ts'

type Day = Settlements['days'][number]

/** What gateways say they settled, day by day, beside our book; and what they hold. */
export function SettlementsPage() {
  const t = useT()
  const query = useQuery(settlementsQuery())
  const [opened, setOpened] = useState<Day>()
  const { days = [], held = [], gateways = [] } = query.data ?? {}
  return (
    <>
      <PageTitle>{t('admin.settlements.title')}</PageTitle>
      {query.isPending && <SkeletonCells rows={4} />}
      {query.isError && !query.data && (
        <ErrorState title={t('admin.settlements.failed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data && days.length === 0 && held.length === 0 && (
        <EmptyState art="sprout" title={t('admin.settlements.none')}>
          {t('admin.settlements.noneHint')}
        </EmptyState>
      )}
      {held.length > 0 && (
        <Section header={t('admin.settlements.held')} footer={t('admin.settlements.heldHint')}>
          {held.map((one) => (
            <Cell
              key={`${one.gateway} ${one.booked.currency}`}
              title={nameOf(t, one)}
              subtitle={
                <>
                  {one.held && (
                    <>
                      {t('admin.settlements.theySay')} <Money value={one.held} />
                    </>
                  )}
                  {one.onHold.amount !== '0' && (
                    <>
                      {one.held && ' · '}
                      {t('admin.settlements.onHold')} <Money value={one.onHold} />
                    </>
                  )}
                </>
              }
              value={<Money value={one.booked} />}
            />
          ))}
        </Section>
      )}
      {days.length > 0 && (
        <Section header={t('admin.settlements.days')} footer={t('admin.settlements.daysHint')}>
          {days.map((one) => (
            <DayRow key={`${one.gateway} ${one.day} ${one.expected.currency}`} one={one} onOpen={() => setOpened(one)} />
          ))}
        </Section>
      )}
      {gateways.length > 0 && (
        <Section header={t('admin.settlements.tells')} footer={t('admin.settlements.tellsHint')}>
          {gateways.map((one) => (
            <TellerRow key={one.gateway} one={one} />
          ))}
        </Section>
      )}
      {opened && <DaySheet one={opened} onClose={() => setOpened(undefined)} />}
    </>
  )
}

/** As customers know it; what is not set up any more has no better name than its own. */
function nameOf(t: Translate, { gateway, method }: Pick<Day, 'gateway' | 'method'>) {
  return method ? t(`payments.method.${method}`) : <bdi className="ltr">{gateway}</bdi> // keys: payments.method.*
}

function DayRow({ one, onOpen }: { one: Day; onOpen: () => void }) {
  const t = useT()
  const format = useFormat()
  const agrees = one.difference.amount === '0'
  const waits = agrees && one.waiting.amount !== '0'
  const standing = waits ? t('admin.settlements.waits') : agrees ? t('admin.settlements.agrees') : t('admin.settlements.differs')
  return (
    <Cell
      title={format.date(`${one.day}T12:00:00Z`)}
      subtitle={
        <>
          {nameOf(t, one)} · <Money value={waits ? one.waiting : agrees ? one.actual : one.difference} />
        </>
      }
      trailing={<StatusPill tone={waits ? 'info' : agrees ? 'ok' : 'warn'}>{standing}</StatusPill>}
      onClick={onOpen}
    />
  )
}

/** How much of what happens to our money a gateway tells of, and until when we know it. */
function TellerRow({ one }: { one: Settlements['gateways'][number] }) {
  const t = useT()
  const format = useFormat()
  const read = one.readUntil ? t('admin.settlements.readUntil', { at: format.dateTime(one.readUntil) }) : t('admin.settlements.neverRead')
  return (
    <Cell
      title={nameOf(t, one)}
      subtitle={toldBy(t, one.tells)}
      {...(one.tells.length > 0 ? { trailing: <span className="sub t2">{read}</span> } : {})}
    />
  )
}

function toldBy(t: Translate, tells: readonly MovementKind[]): string {
  if (tells.length === 0) return t('admin.settlements.tellsNothing')
  if (tells.length === movementKinds.length) return t('admin.settlements.tellsAll')
  return tells.includes('refund') ? t('admin.settlements.tellsReturns') : t('admin.settlements.tellsCaptures')
}

const sums = ['expected', 'actual', 'difference', 'waiting', 'fees', 'paidOut'] as const

function DaySheet({ one, onClose }: { one: Day; onClose: () => void }) {
  const t = useT()
  const format = useFormat()
  return (
    <Sheet title={format.date(`${one.day}T12:00:00Z`)} onClose={onClose}>
      <Section footer={t('admin.settlements.sumsHint')}>
        {sums.map((name) => (
          // keys: admin.settlements.sum.*
          <Cell key={name} title={t(`admin.settlements.sum.${name}`)} value={<Money value={one[name]} />} />
        ))}
      </Section>
    </Sheet>
  )
}
