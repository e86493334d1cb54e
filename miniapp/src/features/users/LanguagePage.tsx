import type { Currency } from 'shared/currencies'
import { languageNames, type Language } from 'shared/locale'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe, useShop } from '../../lib/session.tsx'
import { RadioCell } from '../../ui/choice.tsx'
import { Select } from '../../ui/field.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { Note, SkeletonCells } from '../../ui/states.tsx'
import { useChangeProfile } from './api.ts'

/** The language of the shop and of its messages, and the currency prices are shown in beside the shop's own. */
export function LanguagePage() {
  const t = useT()
  const language = useLanguage()
  const me = useMe()
  const shop = useShop()
  const change = useChangeProfile()
  if (!me || !shop) return <SkeletonCells rows={5} />
  const names = new Intl.DisplayNames([language], { type: 'currency' })
  const known = Object.keys(shop.rates?.of ?? {}) as Currency[]
  const currencies = [...new Set([shop.currency, me.currency, ...known])]
  return (
    <>
      <PageTitle>{t('you.languageAndCurrency')}</PageTitle>
      {change.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, change.error)}</Note>
        </div>
      )}
      <Section footer={t('you.languageHint')}>
        <div role="radiogroup" aria-label={t('you.language')}>
          {(shop.languages as Language[]).map((each) => (
            <RadioCell
              key={each}
              title={<bdi lang={each}>{languageNames[each]}</bdi>}
              checked={each === me.language}
              disabled={change.isPending}
              onSelect={() => each !== me.language && change.mutate({ language: each })}
            />
          ))}
        </div>
      </Section>
      {currencies.length > 1 && (
        <Section footer={t('you.currencyHint', { currency: shop.currency })}>
          <Select
            label={t('you.currency')}
            value={me.currency}
            disabled={change.isPending}
            onChange={(currency) => change.mutate({ currency: currency as Currency })}
            options={currencies.map((code) => ({ value: code, label: names.of(code) ?? code }))}
          />
        </Section>
      )}
    </>
  )
}
