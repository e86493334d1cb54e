import { useT } from '../../lib/i18n.tsx'
import { useShop } from '../../lib/session.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import './shop-info.css'

const parts = ['who', 'order', 'price', 'payment', 'delivery', 'digital', 'cancel', 'returns', 'trouble', 'law'] as const

/** The terms of sale, short enough to be read. */
export function TermsPage() {
  const t = useT()
  const shop = useShop()
  const names = { shop: shop?.name ?? '', contact: shop?.supportUsername ? `@${shop.supportUsername}` : `@${shop?.botUsername ?? ''}` }
  return (
    <>
      <PageTitle subtitle={t('legal.termsSubtitle', { shop: names.shop })}>{t('legal.termsTitle')}</PageTitle>
      <Section>
        {parts.map((part) => (
          <article className="i-part" key={part}>
            {/* keys: legal.terms.* */}
            <h2 className="b">{t(`legal.terms.${part}.title`)}</h2>
            <p className="sub t2">{t(`legal.terms.${part}.text`, names)}</p>
          </article>
        ))}
      </Section>
    </>
  )
}
