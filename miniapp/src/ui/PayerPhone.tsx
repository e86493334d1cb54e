import { useState } from 'react'
import { maskedPhone } from 'shared/phone'
import { useT } from '../lib/i18n.tsx'
import { asPhone } from '../lib/phone.ts'
import { haptic } from '../lib/telegram.ts'
import { Cell, Tile } from './Cell.tsx'
import { TextField } from './field.tsx'
import { Icon } from './Icon.tsx'
import { Section } from './Section.tsx'
import { Sheet } from './Sheet.tsx'

type PayerPhoneProps = {
  /** International; null when none is known. */ phone: string | null
  /** One that is known only as it may be shown. */ shown?: string | null | undefined
  /** Whose local numbers are understood, ISO 3166-1 alpha-2. */ country: string
  onChange: (phone: string) => void
}

/** The phone that is asked to pay, shown by its beginning and end, and changed in a sheet. */
export function PayerPhone({ phone, shown = phone && maskedPhone(phone), country, onChange }: PayerPhoneProps) {
  const t = useT()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Cell
        onClick={() => setOpen(true)}
        leading={<Tile icon="mobile" color="slate" />}
        title={t('payments.phone.title')}
        subtitle={shown ? <bdi className="ltr num">{shown}</bdi> : t('payments.phone.change')}
        trailing={<Icon name="chev" size={18} className="chv" />}
      />
      {open && (
        <PhoneSheet
          phone={phone}
          country={country}
          onSave={(given) => {
            onChange(given)
            setOpen(false)
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

type PhoneSheetProps = { phone: string | null; country: string; onSave: (phone: string) => void; onClose: () => void }

export function PhoneSheet({ phone, country, onSave, onClose }: PhoneSheetProps) {
  const t = useT()
  const [typed, setTyped] = useState(phone ?? '')
  const [tried, setTried] = useState(false)
  const number = asPhone(typed, country)
  const save = () => {
    setTried(true)
    if (!number) return haptic('error')
    onSave(number)
  }
  return (
    <Sheet title={t('payments.phone.title')} onClose={onClose} main={{ text: t('common.save'), onPress: save }}>
      <Section footer={t('payments.phone.hint')}>
        <TextField
          label={t('payments.phone.label')}
          value={typed}
          onChange={setTyped}
          error={tried && !number ? t('you.address.error.phone') : undefined}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          dir="ltr"
          style={{ textAlign: 'match-parent' }}
          placeholder="+254 712 345 678"
        />
      </Section>
    </Sheet>
  )
}
