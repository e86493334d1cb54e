import type { PaymentMethod } from 'shared/payments'
import { useT } from '../../lib/i18n.tsx'
import { Button } from '../../ui/Button.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSandbox } from './use-sandbox.ts'

/** Whose phone it is in the sandbox, and what it is told (docs/sandbox.md). */
const phones: Partial<Record<PaymentMethod, { path: (order: string) => string; yes: object; no: object }>> = {
  mpesa: { path: (order) => `mpesa/pushes/${order}/answer`, yes: { code: '0' }, no: { code: '1032' } },
  mtn_momo: { path: (order) => `mtn-momo/requests/${order}/answer`, yes: { reason: null }, no: { reason: 'APPROVAL_REJECTED' } },
}

/** No phone rings in the sandbox: here its person answers, and it says so. */
export function SandboxPhone({ sandboxUrl, number, method }: { sandboxUrl: string; number: string; method: PaymentMethod }) {
  const t = useT()
  const { busy, failed, tell } = useSandbox(sandboxUrl)
  const phone = phones[method]
  if (!phone) return null
  const answer = (body: object) => tell(phone.path(encodeURIComponent(number)), body)
  return (
    <Section
      header={t('common.sandbox')}
      footer={failed ? <span className="dng">{t('payments.push.sandboxFailed')}</span> : t('common.sandboxHint')}
    >
      <div className="pad p-acts">
        <Button look="soft" busy={busy} onClick={() => void answer(phone.yes)}>
          {t('payments.push.enterPin')}
        </Button>
        <Button look="fill" disabled={busy} onClick={() => void answer(phone.no)}>
          {t('payments.push.refuse')}
        </Button>
      </div>
    </Section>
  )
}
