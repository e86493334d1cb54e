import { useEffect } from 'react'
import { mainButtons, secondaryButtons, useShownButton, type ScreenButton } from '../lib/buttons.ts'
import { useStore } from '../lib/store.ts'
import { buttonColors, drawsButtons, hasSecondaryButton, onPress, setMainButton, setSecondaryButton } from '../lib/telegram.ts'

/** The screen's buttons: Telegram's own where it draws them, ours in a bar at the bottom where it does not. */
export function BottomBar() {
  const main = useShownButton(mainButtons)
  const second = useShownButton(secondaryButtons)
  useNative(main, 'main', setMainButton)
  useNative(second, 'secondary', setSecondaryButton)

  const native = useStore(drawsButtons)
  const ownMain = native ? undefined : main
  const ownSecond = native && hasSecondaryButton() ? undefined : second
  if (!ownMain && !ownSecond && !main?.reason) return null
  return (
    <div className={`bot ${ownMain && ownSecond ? 'two' : ''}`}>
      {main?.reason && <p className="foot t2">{main.reason}</p>}
      {ownSecond && <BarButton button={ownSecond} look="soft" />}
      {ownMain && <BarButton button={ownMain} />}
    </div>
  )
}

function BarButton({ button, look = '' }: { button: ScreenButton; look?: string }) {
  return (
    <button
      type="button"
      className={`btn main ${look} ${button.shine ? 'shine' : ''}`}
      disabled={(button.disabled ?? false) || (button.busy ?? false)}
      aria-busy={button.busy || undefined}
      onClick={button.onPress}
    >
      {button.busy ? <span className="spin" /> : button.text}
    </button>
  )
}

function useNative(button: ScreenButton | undefined, which: 'main' | 'secondary', set: typeof setMainButton) {
  const colors = useStore(buttonColors)
  useEffect(() => {
    set(
      button && { text: button.text, enabled: !button.disabled && !button.busy, busy: button.busy ?? false, shine: button.shine ?? false },
    )
  }, [button, set, colors])
  useEffect(() => {
    if (!button || button.disabled || button.busy) return
    return onPress(which, button.onPress)
  }, [button, which])
}
