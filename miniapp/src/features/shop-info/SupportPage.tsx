import { useState } from 'react'
import { paths } from '../../app/paths.ts'
import { useT } from '../../lib/i18n.tsx'
import { useShop } from '../../lib/session.tsx'
import { haptic, openTelegramLink } from '../../lib/telegram.ts'
import { Button } from '../../ui/Button.tsx'
import { Cell, Tile } from '../../ui/Cell.tsx'
import { SearchField } from '../../ui/field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { answers, findAnswers, topics, type Topic } from './answers.ts'
import './shop-info.css'

/** Answers first, then people: how to reach them and what they will ask. */
export function SupportPage() {
  const t = useT()
  const [q, setQ] = useState('')
  const [topic, setTopic] = useState<Topic>()
  const [open, setOpen] = useState<string>()
  const found = findAnswers(answers, { topic, q, words: (key) => `${t(`support.answers.${key}.q`)} ${t(`support.answers.${key}.a`)}` }) // keys: support.answers.*
  return (
    <>
      <PageTitle subtitle={t('support.subtitle')}>{t('support.title')}</PageTitle>
      <div className="sec i-tight">
        <SearchField value={q} onChange={setQ} placeholder={t('support.search')} clearLabel={t('orders.clearSearch')} />
      </div>
      {!q && (
        <div className="sec i-topics">
          {topics.map(({ key, art }) => (
            <button
              key={key}
              type="button"
              className="box i-topic"
              aria-pressed={topic === key}
              onClick={() => {
                haptic('selection')
                setTopic(topic === key ? undefined : key)
              }}
            >
              <img src={`/art/${art}.webp`} alt="" width={36} height={36} />
              {/* keys: support.topic.* */}
              <span className="b sub">{t(`support.topic.${key}.name`)}</span>
              <span className="foot t2">{t(`support.topic.${key}.about`)}</span>
            </button>
          ))}
        </div>
      )}
      {found.length === 0 ? (
        <EmptyState art="search" title={t('support.nothing', { term: q })}>
          {t('support.nothingHint')}
        </EmptyState>
      ) : (
        <Section header={topic && !q ? t(`support.topic.${topic}.name`) : t('support.asked')}>
          {found.map(({ key }) => (
            <div key={key} className="i-answer">
              <Cell
                onClick={() => setOpen(open === key ? undefined : key)}
                title={t(`support.answers.${key}.q`)} // keys: support.answers.*
                trailing={<Icon name={open === key ? 'up' : 'down'} size={18} className="chv" />}
              />
              {open === key && <p className="sub t2 i-words">{t(`support.answers.${key}.a`)}</p>}
            </div>
          ))}
        </Section>
      )}
      <People />
    </>
  )
}

/** Where somebody answers: the bot, and a person's own name in Telegram when the shop gives one. */
function People() {
  const t = useT()
  const shop = useShop()
  if (!shop) return null
  return (
    <>
      <Section header={t('support.people')} footer={t('support.peopleHint')}>
        {shop.supportUsername && (
          <Cell
            leading={<Tile icon="headset" color="green" />}
            title={t('support.person')}
            subtitle={<span className="ltr">@{shop.supportUsername}</span>}
            onClick={() => openTelegramLink(`https://t.me/${shop.supportUsername}`)}
            trailing={<Icon name="ne" size={18} className="chv" />}
          />
        )}
        <Cell
          leading={<Tile icon="chat" color="blue" />}
          title={t('support.bot')}
          subtitle={t('support.botHint')}
          onClick={() => openTelegramLink(`https://t.me/${shop.botUsername}`)}
          trailing={<Icon name="ne" size={18} className="chv" />}
        />
        <Cell leading={<Tile icon="box" color="brand" />} title={t('support.order')} to={paths.orders()} />
      </Section>
      <div className="sec">
        <Button wide onClick={() => openTelegramLink(`https://t.me/${shop.supportUsername ?? shop.botUsername}`)}>
          <Icon name="chat" size={20} />
          {t('support.start')}
        </Button>
      </div>
    </>
  )
}
