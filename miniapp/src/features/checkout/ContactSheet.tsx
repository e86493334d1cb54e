import { useState } from 'react'
import { useT } from '../../lib/i18n.tsx'
import { asPhone } from '../../lib/phone.ts'
import { problemText } from '../../lib/problem-text.ts'
import { canRequestContact, haptic, requestContact } from '../../lib/telegram.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Section } from '../../ui/Section.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { Note } from '../../ui/states.tsx'
import { useShareContact } from '../users/api.ts'

export type Contact = { name: string; phone: string | null }

type ContactSheetProps = {
  contact: Contact
  /** Whose local numbers are understood, ISO 3166-1 alpha-2. */ country: string
  /** Why a number is asked for. */ hint: string
  onSave: (contact: Contact) => void
  onClose: () => void
}

/** Whom to call about the order. Telegram fills the number in when the person says so. */
export function ContactSheet({ contact, country, hint, onSave, onClose }: ContactSheetProps) {
  const t = useT()
  const [name, setName] = useState(contact.name)
  const [phone, setPhone] = useState(contact.phone ?? '')
  const [tried, setTried] = useState(false)
  const share = useShareContact()
  const number = asPhone(phone, country)
  const nameError = tried && !name.trim() ? t('you.address.error.required') : undefined
  const phoneError = tried && phone.trim() && !number ? t('you.address.error.phone') : undefined

  const save = () => {
    setTried(true)
    if (!name.trim() || (phone.trim() && !number)) return haptic('error')
    onSave({ name: name.trim(), phone: number ?? null })
  }
  const ask = async () => {
    const response = await requestContact()
    if (response) share.mutate(response, { onSuccess: (me) => me.phone && setPhone(me.phone) })
  }
  return (
    <Sheet title={t('checkout.contact')} onClose={onClose} main={{ text: t('common.save'), onPress: save }}>
      {share.isError && (
        <div className="sec">
          <Note tone="danger">{problemText(t, share.error)}</Note>
        </div>
      )}
      <Section footer={hint}>
        <TextField
          label={t('you.address.recipient')}
          value={name}
          onChange={setName}
          error={nameError}
          autoComplete="name"
          maxLength={80}
        />
        <TextField
          label={t('you.address.phone')}
          value={phone}
          onChange={setPhone}
          error={phoneError}
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
    </Sheet>
  )
}
