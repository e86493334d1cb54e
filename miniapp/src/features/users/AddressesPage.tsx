import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Address, Me } from 'shared/users.schema'
import { useMainButton } from '../../lib/buttons.ts'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useMe, useShop } from '../../lib/session.tsx'
import { confirm, haptic } from '../../lib/telegram.ts'
import { AddressForm } from '../../ui/AddressForm.tsx'
import { Button } from '../../ui/Button.tsx'
import { Cell } from '../../ui/Cell.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { EmptyState, ErrorState, Note, SkeletonCells } from '../../ui/states.tsx'
import { addressesQuery, useDeleteAddress, useSaveAddress } from './api.ts'
import './users.css'

/** The address book. */
export function AddressesPage() {
  const t = useT()
  const me = useMe()
  const query = useQuery({ ...addressesQuery(), enabled: me !== undefined })
  const [editing, setEditing] = useState<Address | 'new'>()
  useMainButton(query.data && !editing ? { text: t('you.address.add'), onPress: () => setEditing('new') } : undefined)
  return (
    <>
      <PageTitle>{t('you.addresses')}</PageTitle>
      {query.isError && !query.data && (
        <ErrorState title={t('you.addressesFailed')} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {!query.data && !query.isError && <SkeletonCells rows={3} />}
      {query.data?.items.length === 0 && (
        <EmptyState art="parcel" title={t('you.address.empty')}>
          {t('you.address.emptyHint')}
        </EmptyState>
      )}
      {query.data && query.data.items.length > 0 && (
        <Section footer={t('you.address.listHint')}>
          {query.data.items.map((address) => (
            <Cell
              key={address.id}
              inset={68}
              onClick={() => setEditing(address)}
              leading={
                <span className="disc">
                  <Icon name="pin" size={22} />
                </span>
              }
              title={
                <span className="row u-wrap">
                  <b>{address.label}</b>
                  {address.isDefault && <span className="pill is-info">{t('you.address.default')}</span>}
                </span>
              }
              subtitle={<bdi>{[address.recipient, address.line1, address.city].filter(Boolean).join(t('checkout.comma'))}</bdi>}
              trailing={<Icon name="chev" size={18} className="chv" />}
            />
          ))}
        </Section>
      )}
      {editing && me && <AddressEditor me={me} address={editing === 'new' ? undefined : editing} onDone={() => setEditing(undefined)} />}
    </>
  )
}

function AddressEditor({ me, address, onDone }: { me: Me; address: Address | undefined; onDone: () => void }) {
  const t = useT()
  const shop = useShop()
  const save = useSaveAddress()
  const remove = useDeleteAddress()
  const ask = async () => {
    if (!address) return
    const sure = await confirm({
      message: t('you.address.deleteAsk', { label: address.label }),
      yes: t('common.delete'),
      no: t('common.cancel'),
      destructive: true,
    })
    if (sure) remove.mutate(address.id, { onSuccess: onDone, onError: () => haptic('error') })
  }
  const person = { recipient: [me.firstName, me.lastName].filter(Boolean).join(' '), phone: me.phone ?? '', country: me.country }
  return (
    <Sheet title={address ? address.label : t('you.address.new')} onClose={onDone}>
      <AddressForm
        initial={address ?? person}
        countries={shop?.countries ?? [me.country]}
        busy={save.isPending}
        error={save.error}
        onSubmit={(input) =>
          save.mutate(
            { ...(address && { id: address.id }), input },
            {
              onSuccess: () => {
                haptic('success')
                onDone()
              },
              onError: () => haptic('error'),
            },
          )
        }
      />
      {address && (
        <div className="sec">
          <Button look="danger" wide busy={remove.isPending} onClick={() => void ask()}>
            {t('you.address.delete')}
          </Button>
          {remove.isError && <Note tone="danger">{problemText(t, remove.error)}</Note>}
        </div>
      )}
    </Sheet>
  )
}
