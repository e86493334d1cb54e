import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { localText } from 'shared/locale'
import type { AdminShipping, DeliveryOption, DeliveryZone, TaxRule } from 'shared/shipping.schema'
import { useFormat } from '../../../lib/format.ts'
import { useLanguage, useT } from '../../../lib/i18n.tsx'
import { useShop } from '../../../lib/session.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Cell } from '../../../ui/Cell.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { Money, StatusPill } from '../../../ui/show.tsx'
import { EmptyState, ErrorState, SkeletonCells } from '../../../ui/states.tsx'
import { shippingQuery, type ShippingChange } from '../api.ts'
import { OptionSheet } from './OptionSheet.tsx'
import { TaxSheet } from './TaxSheet.tsx'
import { useDestinations } from './use-destinations.ts'
import { ZoneSheet } from './ZoneSheet.tsx'

type Opened = (
  | { sheet: 'zone'; zone: DeliveryZone | undefined }
  | { sheet: 'option'; zone: DeliveryZone; option: DeliveryOption | undefined }
  | { sheet: 'tax'; rule: TaxRule | undefined }
) & { isStale?: boolean }

/** What a change was meant for, as it stands now; undefined when it is gone. */
function asItStands(wanted: ShippingChange, { zones, taxes }: AdminShipping): Opened | undefined {
  if (wanted.change === 'zone') {
    const zone = zones.find((each) => each.id === wanted.id)
    return zone && { sheet: 'zone', zone }
  }
  if (wanted.change === 'option') {
    const zone = zones.find((each) => each.id === wanted.zoneId)
    const option = zone?.options.find((each) => each.id === wanted.id)
    return zone && option && { sheet: 'option', zone, option }
  }
  const rule = wanted.change === 'tax' ? taxes.find((each) => each.country === wanted.country) : undefined
  return rule && { sheet: 'tax', rule }
}

/** Where the shop delivers, how and for how much, and how that is taxed. */
export function DeliveryPage() {
  const t = useT()
  const shipping = useQuery(shippingQuery())
  const [opened, setOpened] = useState<Opened>()
  const queryClient = useQueryClient()
  const close = () => setOpened(undefined)
  const editing = {
    isStale: opened?.isStale === true,
    onClose: close,
    onStale: (wanted: ShippingChange) => {
      const now = queryClient.getQueryData(shippingQuery().queryKey)
      const found = now && asItStands(wanted, now)
      setOpened(found && { ...found, isStale: true })
    },
  }
  const addZone = () => setOpened({ sheet: 'zone', zone: undefined })
  const all = shipping.data
  return (
    <>
      <PageTitle>{t('admin.delivery.title')}</PageTitle>
      {shipping.isPending && <SkeletonCells rows={8} />}
      {shipping.isError && !all && (
        <ErrorState title={t('admin.delivery.failed')} error={shipping.error} onRetry={() => void shipping.refetch()} />
      )}
      {all?.zones.length === 0 && (
        <EmptyState
          art="scooter"
          title={t('admin.delivery.none')}
          action={<Button onClick={addZone}>{t('admin.delivery.addZone')}</Button>}
        >
          {t('admin.delivery.noneHint')}
        </EmptyState>
      )}
      {all?.zones.map((zone) => (
        <ZoneSection
          key={zone.id}
          zone={zone}
          onZone={() => setOpened({ sheet: 'zone', zone })}
          onOption={(option) => setOpened({ sheet: 'option', zone, option })}
        />
      ))}
      {all && all.zones.length > 0 && (
        <Section>
          <Cell look="act" title={t('admin.delivery.addZone')} onClick={addZone} />
        </Section>
      )}
      {all && <TaxesSection taxes={all.taxes} onRule={(rule) => setOpened({ sheet: 'tax', rule })} />}
      {/* A version that somebody else saved begins the form anew. */}
      {all && opened?.sheet === 'zone' && <ZoneSheet key={opened.zone?.version} all={all} zone={opened.zone} {...editing} />}
      {opened?.sheet === 'option' && <OptionSheet key={opened.option?.version} zone={opened.zone} option={opened.option} {...editing} />}
      {all && opened?.sheet === 'tax' && <TaxSheet key={opened.rule?.version} taxes={all.taxes} rule={opened.rule} {...editing} />}
    </>
  )
}

type ZoneSectionProps = { zone: DeliveryZone; onZone: () => void; onOption: (option: DeliveryOption | undefined) => void }

function ZoneSection({ zone, onZone, onOption }: ZoneSectionProps) {
  const t = useT()
  const format = useFormat()
  const language = useLanguage()
  const currency = useShop()?.currency ?? 'USD'
  const nameOf = useDestinations()
  const shown = zone.countries.slice(0, 4).map(nameOf)
  const more = zone.countries.length - shown.length
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'short' })
  return (
    <Section
      header={localText(zone.name, language)}
      footer={zone.options.some((option) => option.isActive) ? undefined : t('admin.delivery.noOption')}
    >
      <Cell
        title={t('admin.delivery.countries')}
        subtitle={[
          list.format(zone.cities.length > 0 ? [...zone.cities, ...shown] : shown),
          more > 0 && t('admin.delivery.more', { count: more }),
        ]
          .filter(Boolean)
          .join(' ')}
        onClick={onZone}
      />
      {zone.options.map((option) => (
        <Cell
          key={option.id}
          title={localText(option.name, language)}
          subtitle={[
            option.minHours === option.maxHours
              ? t('admin.delivery.exactHours', { count: option.maxHours })
              : t('admin.delivery.hours', { from: option.minHours, to: option.maxHours }),
            option.freeFrom !== null && t('admin.delivery.freeFromShort', { amount: format.money({ amount: option.freeFrom, currency }) }),
            option.cashOnDelivery && t('admin.delivery.cashShort'),
          ]
            .filter(Boolean)
            .join(' · ')}
          value={option.price === '0' ? t('orders.free') : <Money value={{ amount: option.price, currency }} />}
          {...(option.isActive ? {} : { trailing: <StatusPill tone="neutral">{t('admin.variant.off')}</StatusPill> })}
          onClick={() => onOption(option)}
        />
      ))}
      <Cell look="act" title={t('admin.delivery.addOption')} onClick={() => onOption(undefined)} />
    </Section>
  )
}

function TaxesSection({ taxes, onRule }: { taxes: AdminShipping['taxes']; onRule: (rule: TaxRule | undefined) => void }) {
  const t = useT()
  const nameOf = useDestinations()
  return (
    <Section header={t('admin.tax.title')} footer={t('admin.tax.footer')}>
      {taxes.map((rule) => (
        <Cell
          key={rule.country}
          title={nameOf(rule.country)}
          subtitle={rule.rateBps === 0 ? undefined : rule.inclusive ? t('admin.tax.inPrices') : t('admin.tax.onTop')}
          value={rule.rateBps === 0 ? t('admin.tax.none') : <bdi className="num">{`${rule.name} ${rule.rateBps / 100} %`}</bdi>}
          onClick={() => onRule(rule)}
        />
      ))}
      <Cell look="act" title={t('admin.tax.add')} onClick={() => onRule(undefined)} />
    </Section>
  )
}
