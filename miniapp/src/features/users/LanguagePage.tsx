import { currencies, type Currency } from 'shared/currencies'
import { languageNames, type Language } from 'shared/locale'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe, useShop } from '../../lib/session.tsx'
import { RadioCell } from '../../ui/choice.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { Note, SkeletonCells } from '../../ui/states.tsx'
import { useChangeProfile } from './api.ts'

/** The language of the shop and of its messages, and the currency prices are compared in. */
export function LanguagePage() {
  const t = useT()
  const language = useLanguage()
  const me = useMe()
  const shop = useShop()
  const change = useChangeProfile()
  if (!me || !shop) return <SkeletonCells rows={5} />
  const names = new Intl.DisplayNames([language], { type: 'currency' })
  const shown = (Object.keys(currencies) as Currency[]).filter((code) => currencies[code].kind === 'fiat')
  return (
    <>
      <PageTitle>{t('you.language')}</PageTitle>
      {change.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, change.error)}</Note>
        </div>
      )}
      <Section header={t('you.languageHeader')} footer={t('you.languageHint')}>
        <div role="radiogroup" aria-label={t('you.languageHeader')}>
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
      <Section header={t('you.currency')} footer={t('you.currencyHint', { currency: names.of(shop.currency) ?? shop.currency })}>
        <div role="radiogroup" aria-label={t('you.currency')}>
          {shown.map((code) => (
            <RadioCell
              key={code}
              title={names.of(code) ?? code}
              value={code}
              checked={code === me.currency}
              disabled={change.isPending}
              onSelect={() => code !== me.currency && change.mutate({ currency: code })}
            />
          ))}
        </div>
      </Section>
    </>
  )
}
