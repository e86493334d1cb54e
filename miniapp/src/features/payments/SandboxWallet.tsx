import type { CoinTransfer, Network } from 'shared/payments'
import { useT } from '../../lib/i18n.tsx'
import { Button } from '../../ui/Button.tsx'
import { Section } from '../../ui/Section.tsx'
import { useSandbox } from './use-sandbox.ts'

/** How many blocks make a transfer final there (docs/sandbox.md); the wallets of a network that is not here are its own. */
const blocks: Partial<Record<Network, number>> = { bitcoin: 6, ethereum: 65 }

/** No wallet opens for the sandbox's coins: here its person pays, and lets time pass on the network. */
export function SandboxWallet({ sandboxUrl, action }: { sandboxUrl: string; action: CoinTransfer }) {
  const { network, uri, due } = action
  const t = useT()
  const { busy, failed, tell } = useSandbox(sandboxUrl)
  const many = blocks[network]
  if (!many) return null
  return (
    <Section
      header={t('common.sandbox')}
      footer={failed ? <span className="dng">{t('payments.transfer.sandboxFailed')}</span> : t('common.sandboxHint')}
    >
      <div className="pad p-acts">
        {due !== '0' && (
          <Button look="soft" wide busy={busy} onClick={() => void tell(`${network}/pay`, { uri })}>
            {t('payments.transfer.sandboxPay')}
          </Button>
        )}
        <Button look="fill" wide disabled={busy} onClick={() => void tell(`${network}/mine`, { blocks: many })}>
          {t('payments.transfer.sandboxConfirm')}
        </Button>
      </div>
    </Section>
  )
}
