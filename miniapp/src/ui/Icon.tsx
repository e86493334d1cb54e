import sprite from './icons.svg?no-inline'

/** The icons of the sheet `icons.svg`: a 24 grid drawn in 1.75 strokes. */
export type IconName =
  | 'search'
  | 'bag'
  | 'heart'
  | 'plus'
  | 'minus'
  | 'chev'
  | 'down'
  | 'up'
  | 'back'
  | 'check'
  | 'x'
  | 'more'
  | 'share'
  | 'copy'
  | 'star'
  | 'truck'
  | 'pin'
  | 'clock'
  | 'card'
  | 'phone'
  | 'mobile'
  | 'user'
  | 'users'
  | 'gift'
  | 'tag'
  | 'shield'
  | 'lock'
  | 'bell'
  | 'globe'
  | 'receipt'
  | 'refresh'
  | 'chat'
  | 'send'
  | 'clip'
  | 'sparkle'
  | 'headset'
  | 'filter'
  | 'sliders'
  | 'sort'
  | 'cal'
  | 'download'
  | 'chart'
  | 'box'
  | 'store'
  | 'gear'
  | 'eye'
  | 'warn'
  | 'info'
  | 'wifioff'
  | 'ne'
  | 'arrup'
  | 'arrdn'
  | 'drag'
  | 'edit'
  | 'trash'
  | 'print'
  | 'undo'
  | 'key'
  | 'link'
  | 'qr'
  | 'bolt'
  | 'wallet'
  | 'coin'
  | 'bitcoin'
  | 'ether'
  | 'moon'
  | 'logout'
  | 'face'
  | 'percent'
  | 'inbox'
  | 'grid'
  | 'flag'
  | 'leaf'
  | 'pulse'
  | 'swap'
  | 'note'
  | 'scan'
  | 'bean'
  | 'scooter'

/** Those that point along the line of reading, and so turn round in Arabic. */
const mirrored = new Set<IconName>(['chev', 'back', 'truck', 'scooter', 'send', 'undo', 'logout', 'ne'])

/** One icon in the colour of the words around it. It says nothing by itself: give its button a label. */
export function Icon({
  name,
  size = 24,
  filled = false,
  className = '',
}: {
  name: IconName
  size?: number
  filled?: boolean
  className?: string
}) {
  return (
    <svg
      className={`ic ${filled ? 'full' : ''} ${mirrored.has(name) ? 'mir' : ''} ${className}`}
      width={size}
      height={size}
      aria-hidden="true"
    >
      <use href={`${sprite}#${name}`} />
    </svg>
  )
}
