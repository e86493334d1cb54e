import { useState } from 'react'
import type { Me } from 'shared/users.schema'
import { useMainButton } from '../../lib/buttons.ts'
import { useLanguage, useT } from '../../lib/i18n.tsx'
import { asPhone } from '../../lib/phone.ts'
import { problemText } from '../../lib/problem-text.ts'
import { useMe, useShop } from '../../lib/session.tsx'
import { canRequestContact, haptic, requestContact } from '../../lib/telegram.ts'
import { Button } from '../../ui/Button.tsx'
import { Select, TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { PageTitle, Section } from '../../ui/Section.tsx'
import { Avatar } from '../../ui/show.tsx'
import { Note, SkeletonCells } from '../../ui/states.tsx'
import { toast } from '../../ui/toast.tsx'
import { useChangeProfile, useShareContact } from './api.ts'

/** Name and photo come from Telegram; phone, country and time zone are said here. */
export function ProfilePage() {
  const me = useMe()
  return me ? <Profile me={me} /> : <SkeletonCells rows={4} />
}

function Profile({ me }: { me: Me }) {
  const t = useT()
  const language = useLanguage()
  const shop = useShop()
  const [phone, setPhone] = useState(me.phone ?? '')
  const [country, setCountry] = useState(me.country)
  const [timeZone, setTimeZone] = useState(me.timeZone)
  const [tried, setTried] = useState(false)
  const change = useChangeProfile()
  const share = useShareContact()
  const number = asPhone(phone, country)
  const isWrong = phone.trim() !== '' && !number
  const isChanged = (number ?? null) !== me.phone || country !== me.country || timeZone !== me.timeZone || isWrong

  const save = () => {
    setTried(true)
    if (isWrong) return haptic('error')
    change.mutate(
      { phone: number ?? null, country, timeZone },
      {
        onSuccess: () => {
          haptic('success')
          toast({ text: t('you.savedToast') })
        },
        onError: () => haptic('error'),
      },
    )
  }
  const ask = async () => {
    const response = await requestContact()
    if (response) share.mutate(response, { onSuccess: (next) => setPhone(next.phone ?? '') })
  }
  useMainButton(isChanged ? { text: t('common.save'), busy: change.isPending, onPress: save } : undefined)

  const names = new Intl.DisplayNames([language], { type: 'region' })
  const countries = [...new Set([me.country, ...(shop?.countries ?? [])])]
  const zones = [...new Set([me.timeZone, new Intl.DateTimeFormat().resolvedOptions().timeZone, ...Intl.supportedValuesOf('timeZone')])]
  const name = [me.firstName, me.lastName].filter(Boolean).join(' ')
  const error = change.error ?? share.error
  return (
    <>
      <PageTitle>{t('you.profile')}</PageTitle>
      {error && (
        <div className="sec">
          <Note tone="danger">{problemText(t, error)}</Note>
        </div>
      )}
      <Section footer={t('you.nameHint')}>
        <div className="cell">
          <Avatar name={name} photo={me.photoUrl} size={48} />
          <span className="tx">
            <b>{name}</b>
            {me.username && (
              <small>
                <bdi className="ltr">@{me.username}</bdi>
              </small>
            )}
          </span>
        </div>
      </Section>
      <Section footer={t('you.phoneHint')}>
        <TextField
          label={t('you.phone')}
          value={phone}
          onChange={setPhone}
          error={tried && isWrong ? t('you.address.error.phone') : undefined}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          dir="ltr"
          style={{ textAlign: 'match-parent' }}
          placeholder="+254 712 345 678"
        />
      </Section>
      {canRequestContact() && (
        <div className="sec">
          <Button look="soft" wide busy={share.isPending} onClick={() => void ask()}>
            <Icon name="send" size={20} />
            {t('checkout.fromTelegram')}
          </Button>
        </div>
      )}
      <Section footer={t('you.zoneHint')}>
        <Select
          label={t('you.country')}
          value={country}
          onChange={setCountry}
          options={countries.map((code) => ({ value: code, label: names.of(code) ?? code }))}
        />
        <Select
          label={t('you.zone')}
          value={timeZone}
          onChange={setTimeZone}
          options={zones.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        />
      </Section>
    </>
  )
}
