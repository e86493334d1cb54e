import { useT } from '../../lib/i18n.tsx'
import { paths } from '../../app/paths.ts'
import { Button, ButtonLink } from '../../ui/Button.tsx'

type CheckingProps = {
  what: 'checking' | 'checkingLong' | 'unsure' | 'bank'
  /** Offered where waiting alone may not be enough. */
  onAsk?: () => void
  number: string
}

/** Nothing to type any more. Says what is known about the money, and that leaving is safe. */
export function Checking({ what, onAsk, number }: CheckingProps) {
  const t = useT()
  return (
    <div className="sec">
      <div className="box p-wait" role="status">
        <span className="p-ring">
          <span className="spin" />
        </span>
        {/* keys: payments.checking payments.unsure payments.bank */}
        <h2 className="t3h">{t(`payments.${what === 'checkingLong' ? 'checking' : what}`)}</h2>
        {/* keys: payments.checkingHint payments.checkingLong payments.unsureHint payments.bankHint */}
        <p className="sub t2">{t(what === 'checkingLong' ? 'payments.checkingLong' : `payments.${what}Hint`)}</p>
        {onAsk && (what === 'checkingLong' || what === 'unsure') && (
          <span className="p-acts">
            <Button look="soft" small onClick={onAsk}>
              {t('payments.checkNow')}
            </Button>
            <ButtonLink look="fill" small to={paths.order(number)}>
              {t('payments.seeOrder')}
            </ButtonLink>
          </span>
        )}
      </div>
    </div>
  )
}
