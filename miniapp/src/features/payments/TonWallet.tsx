import { useQueryClient } from '@tanstack/react-query'
import { THEME, TonConnect, TonConnectUIProvider, UserRejectsError, useTonConnectUI, useTonWallet, type Wallet } from '@tonconnect/ui-react'
import { useEffect, useEffectEvent, useState } from 'react'
import type { MoneyJson } from 'shared/money'
import { useClosingConfirmation, useMainButton } from '../../lib/buttons.ts'
import { useFormat } from '../../lib/format.ts'
import { useT } from '../../lib/i18n.tsx'
import { problemText } from '../../lib/problem-text.ts'
import { useShop } from '../../lib/session.tsx'
import { haptic } from '../../lib/telegram.ts'
import { Button } from '../../ui/Button.tsx'
import { Section } from '../../ui/Section.tsx'
import { Note } from '../../ui/states.tsx'
import { keepOrder } from '../orders/api.ts'
import { connectWallet, walletChallenge } from './api.ts'
import type { Step } from './NextStep.tsx'

type TonWalletProps = Omit<Step<'transfer'>, 'onConfirmed'> & {
  due: MoneyJson
  /** It may be on its way: the network must be looked at. */
  onSent: () => void
}

/** One for as long as the app is open: it keeps the connection to the wallet, and nobody is told what is done with it. */
let connector: TonConnect | undefined
function connectorFor(walletsUrl: string | null): TonConnect {
  connector ??= new TonConnect({
    manifestUrl: `${location.origin}/tonconnect-manifest.json`,
    analytics: { mode: 'off' },
    ...(walletsUrl ? { walletsListSource: walletsUrl } : {}),
  })
  return connector
}

/** Paying from a wallet that speaks TON Connect. What it must send is made by the server; here it is only handed on. */
export default function TonWallet(props: TonWalletProps) {
  const shop = useShop()
  if (!shop?.ton) return null
  return (
    // How it went is told by this page, in the customer's language.
    <TonConnectUIProvider
      connector={connectorFor(shop.ton.walletsUrl)}
      language="en"
      analytics={{ mode: 'off' }}
      uiPreferences={{ theme: document.documentElement.dataset['scheme'] === 'dark' ? THEME.DARK : THEME.LIGHT }}
      actionsConfiguration={{ twaReturnUrl: shop.link as `${string}://${string}`, notifications: [], modals: ['before'] }}
    >
      <ConnectedWallet {...props} />
    </TonConnectUIProvider>
  )
}

type Trouble = { kind: 'failed'; error: unknown } | { kind: 'refused' } | { kind: 'unclear' }

/** How long a signed request may wait in a wallet, in seconds. */
const signWithin = 300

function ConnectedWallet({ number, payment, action, due, onSent }: TonWalletProps) {
  const t = useT()
  const format = useFormat()
  const queryClient = useQueryClient()
  const [ui] = useTonConnectUI()
  const wallet = useTonWallet()
  const [busy, setBusy] = useState<'connecting' | 'signing'>()
  const [trouble, setTrouble] = useState<Trouble>()
  const { request } = action
  const isReady = wallet !== null && request?.from === wallet.account.address
  useClosingConfirmation(busy === 'signing')

  /** The wallet was just connected and has signed: the server decides whether it is believed. */
  const prove = useEffectEvent(async (connected: Wallet) => {
    const proof = connected.connectItems?.tonProof
    const { address, walletStateInit } = connected.account
    if (!proof || !('proof' in proof)) {
      // One from another time: known to the server already, or to be connected anew.
      if (request?.from !== address) await ui.disconnect().catch(() => undefined)
      return
    }
    if (request?.from === address) return
    setBusy('connecting')
    try {
      const { timestamp, domain, payload, signature } = proof.proof
      const given = { timestamp, domain: { lengthBytes: domain.lengthBytes, value: domain.value }, payload, signature }
      const { order } = await connectWallet(number, payment.id, { address, stateInit: walletStateInit, proof: given })
      keepOrder(queryClient, order)
      setTrouble(undefined)
      haptic('success')
    } catch (error) {
      setTrouble({ kind: 'failed', error })
      await ui.disconnect().catch(() => undefined)
    } finally {
      setBusy(undefined)
    }
  })
  useEffect(() => {
    if (wallet) void prove(wallet)
  }, [wallet])

  const connect = async () => {
    setTrouble(undefined)
    ui.setConnectRequestParameters({ state: 'loading' })
    try {
      await ui.openModal()
      const { payload } = await walletChallenge(number, payment.id)
      ui.setConnectRequestParameters({ state: 'ready', value: { tonProof: payload } })
    } catch (error) {
      ui.setConnectRequestParameters(null)
      ui.closeModal()
      setTrouble({ kind: 'failed', error })
    }
  }

  const send = async () => {
    if (!request) return
    setBusy('signing')
    setTrouble(undefined)
    try {
      const soon = Math.floor(Date.now() / 1000) + signWithin
      await ui.sendTransaction({ ...request, network: request.network, validUntil: Math.min(request.validUntil, soon) })
    } catch (error) {
      // Anything but a plain no leaves it open whether the wallet has sent it.
      setTrouble({ kind: error instanceof UserRejectsError ? 'refused' : 'unclear' })
    } finally {
      setBusy(undefined)
      onSent()
    }
  }

  const disconnect = () => {
    setTrouble(undefined)
    void ui.disconnect().catch(() => undefined)
  }

  useMainButton({
    text: isReady ? t('payments.pay', { amount: format.money(due) }) : t('payments.transfer.openWallet'),
    busy: busy !== undefined,
    shine: isReady,
    onPress: () => void (isReady ? send() : connect()),
  })
  return (
    <>
      {trouble && (
        <div className="sec" role="alert">
          <Note tone={trouble.kind === 'failed' ? 'danger' : 'warn'}>
            {trouble.kind === 'failed' ? (
              <>
                <b>{t('payments.wallet.failed')}</b> {problemText(t, trouble.error)}
              </>
            ) : (
              t(`payments.wallet.${trouble.kind}`) /* keys: payments.wallet.refused payments.wallet.unclear */
            )}
          </Note>
        </div>
      )}
      {isReady && (
        <Section footer={action.token ? t('payments.wallet.fee') : undefined}>
          <div className="cell">
            <span className="tx">
              <small className="foot">{t('payments.wallet.connected')}</small>
              <span className="p-code ltr">
                {walletName(wallet)} {wallet.account.address.slice(-6).toUpperCase()}
              </span>
            </span>
            <Button look="fill" small onClick={disconnect} disabled={busy !== undefined}>
              {t('payments.wallet.disconnect')}
            </Button>
          </div>
        </Section>
      )}
    </>
  )
}

const walletName = (wallet: Wallet): string => ('name' in wallet && typeof wallet.name === 'string' ? wallet.name : wallet.device.appName)
