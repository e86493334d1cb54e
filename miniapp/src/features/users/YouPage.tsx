import { useQuery } from '@tanstack/react-query'
import { languageNames } from 'shared/locale'
import { Link } from 'wouter'
import { paths } from '../../app/paths.ts'
import { useT } from '../../lib/i18n.tsx'
import { useMe, useShop } from '../../lib/session.tsx'
import { ButtonLink } from '../../ui/Button.tsx'
import { Cell, Tile } from '../../ui/Cell.tsx'
import { Section } from '../../ui/Section.tsx'
import { Avatar } from '../../ui/show.tsx'
import { SkeletonCells } from '../../ui/states.tsx'
import { favouritesQuery } from '../favourites/api.ts'
import { addressesQuery, sessionsQuery } from './api.ts'
import './users.css'

/** The person: what they saved, how the shop speaks to them, where they are signed in, and the way to the staff's side. */
export function YouPage() {
  const t = useT()
  const me = useMe()
  const shop = useShop()
  const signedIn = { enabled: me !== undefined }
  const addresses = useQuery({ ...addressesQuery(), ...signedIn }).data?.items.length
  const devices = useQuery({ ...sessionsQuery(), ...signedIn }).data?.items.length
  const saved = useQuery({ ...favouritesQuery(), ...signedIn }).data?.items.length
  if (!me) return <SkeletonCells rows={6} />
  const name = [me.firstName, me.lastName].filter(Boolean).join(' ')
  return (
    <>
      <div className="head">
        <Avatar name={name} photo={me.photoUrl} size={56} />
        <div className="grow min-w-0">
          <h1 className="t2h">{name}</h1>
          {me.username && (
            <p className="sub t2">
              <bdi className="ltr">@{me.username}</bdi>
            </p>
          )}
        </div>
        <ButtonLink small look="fill" round to={paths.profile()}>
          {t('you.edit')}
        </ButtonLink>
      </div>
      <Section>
        <Cell leading={<Tile icon="heart" color="red" />} title={t('you.saved')} value={saved || undefined} to={paths.saved()} />
        <Cell leading={<Tile icon="pin" color="blue" />} title={t('you.addresses')} value={addresses || undefined} to={paths.addresses()} />
        <Cell leading={<Tile icon="box" color="brand" />} title={t('you.orders')} to={paths.orders()} />
        <Cell leading={<Tile icon="card" color="green" />} title={t('you.paymentMethods')} to={paths.keptMethods()} />
      </Section>
      <Section header={t('you.preferences')}>
        <Cell
          leading={<Tile icon="bell" color="orange" />}
          title={t('you.notifications')}
          value={me.notifications.orders ? t('you.notify.on') : t('you.notify.off')}
          to={paths.notifications()}
        />
        <Cell
          leading={<Tile icon="globe" color="teal" />}
          title={t('you.languageAndCurrency')}
          value={`${languageNames[me.language]}${t('checkout.comma')}${me.currency}`}
          to={paths.language()}
        />
      </Section>
      <Section header={t('you.safety')}>
        <Cell
          leading={<Tile icon="shield" color="green" />}
          title={t('you.sessions')}
          subtitle={devices ? t('you.devices', { count: devices }) : '\u00a0'}
          to={paths.sessions()}
        />
        <Cell leading={<Tile icon="lock" color="slate" />} title={t('you.privacy')} subtitle={t('you.privacyHint')} to={paths.privacy()} />
        <Cell leading={<Tile icon="note" color="graphite" />} title={t('you.terms')} to={paths.terms()} />
      </Section>
      {me.role !== 'customer' && (
        <Section>
          <Cell
            leading={<Tile icon="store" color="brand" />}
            title={t('you.admin')}
            subtitle={t(`you.role.${me.role}`)} // keys: you.role.*
            to={paths.admin()}
          />
        </Section>
      )}
      {shop && (
        <p className="foot t2 u-foot">
          {shop.name}
          <br />
          <Link href={paths.support()} className="acc hit">
            {t('common.tab.support')}
          </Link>
        </p>
      )}
    </>
  )
}
