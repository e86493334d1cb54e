import { backHandlers } from '../lib/buttons.ts'
import { useT } from '../lib/i18n.tsx'
import { usePersona, useShop } from '../lib/session.tsx'
import { useStore } from '../lib/store.ts'
import { Icon } from '../ui/Icon.tsx'
import { pressBack } from './navigation.ts'
import { SandboxChip } from './SandboxChip.tsx'

/** Stands for Telegram's own header in a plain browser. */
export function PlainHeader({ isRoot }: { isRoot: boolean }) {
  const t = useT()
  const shop = useShop()
  const persona = usePersona()
  const handlers = useStore(backHandlers)
  const canBack = handlers.length > 0 || !isRoot
  return (
    <header className="tg">
      {canBack ? (
        <button type="button" onClick={pressBack}>
          <Icon name="back" size={26} />
          {t('common.back')}
        </button>
      ) : (
        <span />
      )}
      <span className="ttl clip">{shop?.name}</span>
      {persona && shop?.sandboxUrl ? <SandboxChip persona={persona} sandboxUrl={shop.sandboxUrl} /> : <span />}
    </header>
  )
}
