import { paths } from '../../app/paths.ts'
import { useT } from '../../lib/i18n.tsx'
import { useShop } from '../../lib/session.tsx'
import { openTelegramLink } from '../../lib/telegram.ts'
import { Cell, Tile, type TileColor } from '../../ui/Cell.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import './shop-info.css'

const kept: { key: string; icon: IconName; color: TileColor; to?: string }[] = [
  { key: 'profile', icon: 'user', color: 'blue', to: paths.profile() },
  { key: 'orders', icon: 'box', color: 'brand', to: paths.orders() },
  { key: 'addresses', icon: 'pin', color: 'green', to: paths.addresses() },
  { key: 'cart', icon: 'bag', color: 'orange', to: paths.cart() },
  { key: 'saved', icon: 'heart', color: 'red', to: paths.saved() },
  { key: 'devices', icon: 'mobile', color: 'slate', to: paths.sessions() },
  { key: 'payment', icon: 'card', color: 'violet', to: paths.keptMethods() },
  { key: 'records', icon: 'shield', color: 'graphite' },
]
const notKept = ['cards', 'contacts', 'chats', 'ads'] as const
const rights = ['see', 'correct', 'delete', 'complain'] as const

/** What is kept, why and for how long, in plain words. */
export function PrivacyPage() {
  const t = useT()
  const shop = useShop()
  const contact = shop?.supportUsername ?? shop?.botUsername
  return (
    <>
      <PageTitle subtitle={t('legal.privacySubtitle')}>{t('legal.privacyTitle')}</PageTitle>
      <Section header={t('legal.kept')} footer={t('legal.keptHint')}>
        {kept.map(({ key, icon, color, to }) => (
          <Cell
            key={key}
            leading={<Tile icon={icon} color={color} />}
            title={t(`legal.keeps.${key}.title`)} // keys: legal.keeps.*
            subtitle={t(`legal.keeps.${key}.text`)}
            {...(to && { to })}
          />
        ))}
      </Section>
      <Section header={t('legal.notKept')}>
        {notKept.map((key) => (
          <Cell
            key={key}
            leading={<Tile icon="x" color="slate" />}
            title={t(`legal.never.${key}.title`)} // keys: legal.never.*
            subtitle={t(`legal.never.${key}.text`)}
          />
        ))}
      </Section>
      <Section header={t('legal.sharedWith')}>
        <p className="sub t2 pad">{t('legal.sharedText')}</p>
      </Section>
      <Section header={t('legal.rights')}>
        {rights.map((key) => (
          <article className="i-part" key={key}>
            {/* keys: legal.right.* */}
            <h3 className="b">{t(`legal.right.${key}.title`)}</h3>
            <p className="sub t2">{t(`legal.right.${key}.text`)}</p>
          </article>
        ))}
        {contact && (
          <Cell
            look="act"
            leading={<Icon name="chat" />}
            title={t('legal.write')}
            subtitle={<span className="ltr">@{contact}</span>}
            onClick={() => openTelegramLink(`https://t.me/${contact}`)}
          />
        )}
      </Section>
    </>
  )
}
