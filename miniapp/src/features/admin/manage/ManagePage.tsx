import { paths } from '../../../app/paths.ts'
import { useT } from '../../../lib/i18n.tsx'
import { useMe, useShop } from '../../../lib/session.tsx'
import { Cell, Tile } from '../../../ui/Cell.tsx'
import { PageTitle, Section } from '../../../ui/Section.tsx'
import { Avatar } from '../../../ui/show.tsx'
import { useMayI } from '../may-i.ts'

export function ManagePage() {
  const t = useT()
  const mayI = useMayI()
  const me = useMe()
  const shop = useShop()
  return (
    <>
      <PageTitle>{t('admin.tab.manage')}</PageTitle>
      {me && (
        <Section>
          {/* keys: admin.role.* */}
          <Cell
            leading={<Avatar name={me.firstName} photo={me.photoUrl} />}
            inset={72}
            title={<b>{me.firstName}</b>}
            subtitle={`${t(`admin.role.${me.role}`)}${shop ? ` · ${shop.name}` : ''}`}
          />
        </Section>
      )}
      <Section>
        {mayI('payments.read') && (
          <Cell leading={<Tile icon="card" color="green" />} title={t('admin.cases.title')} to={paths.adminCases()} />
        )}
        {mayI('payments.read') && (
          <Cell leading={<Tile icon="bag" color="slate" />} title={t('admin.settlements.title')} to={paths.adminSettlements()} />
        )}
        {mayI('payments.read') && (
          <Cell leading={<Tile icon="wallet" color="green" />} title={t('admin.methods.title')} to={paths.adminMethods()} />
        )}
        {mayI('settings.write') && (
          <Cell leading={<Tile icon="truck" color="teal" />} title={t('admin.delivery.title')} to={paths.adminDelivery()} />
        )}
        {mayI('team.manage') && <Cell leading={<Tile icon="users" color="blue" />} title={t('admin.team.title')} to={paths.adminTeam()} />}
        {mayI('audit.read') && (
          <Cell leading={<Tile icon="shield" color="slate" />} title={t('admin.audit.title')} to={paths.adminAudit()} />
        )}
      </Section>
      <Section>
        <Cell leading={<Tile icon="store" color="brand" />} title={t('admin.toShop')} to={paths.shop()} />
      </Section>
    </>
  )
}
