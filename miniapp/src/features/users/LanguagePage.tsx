import { languageNames, type Language } from 'shared/locale'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe, useShop } from '../../lib/session.tsx'
import { RadioCell } from '../../ui/choice.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { Note, SkeletonCells } from '../../ui/states.tsx'
import { useChangeProfile } from './api.ts'

/** The language of the shop and of its messages. Prices have one currency, the shop's, so there is none to choose. */
export function LanguagePage() {
  const t = useT()
  const me = useMe()
  const shop = useShop()
  const change = useChangeProfile()
  if (!me || !shop) return <SkeletonCells rows={5} />
  return (
    <>
      <PageTitle>{t('you.language')}</PageTitle>
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
    </>
  )
}
