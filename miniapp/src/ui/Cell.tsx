import type { CSSProperties, ReactNode } from 'react'
import { Link } from 'wouter'
import { Icon, type IconName } from './Icon.tsx'

export type TileColor = 'brand' | 'red' | 'orange' | 'green' | 'teal' | 'blue' | 'indigo' | 'violet' | 'slate' | 'graphite'

/** The coloured square with a white icon at the head of a settings cell. */
export function Tile({ icon, color }: { icon: IconName; color: TileColor }) {
  return (
    <span className="tile" style={{ '--c': `var(--d-tile-${color})` } as CSSProperties}>
      <Icon name={icon} size={20} />
    </span>
  )
}

type CellProps = {
  /** Tile, disc, avatar, picture or radio. */ leading?: ReactNode
  title: ReactNode
  subtitle?: ReactNode
  /** Grey words at the end. */ value?: ReactNode
  /** A switch, a radio, a price, one icon button. */ trailing?: ReactNode
  /** Where it leads inside the app; draws a chevron. */ to?: string
  onClick?: () => void
  look?: 'act' | 'del' | 'dim'
  /** Where the line above starts, px from the start; by default under the title. */ inset?: number
  disabled?: boolean
  className?: string
  role?: string
  checked?: boolean
  /** Whether what it unfolds is shown. */ isOpen?: boolean
}

/** One row of a section; the whole row is the target. */
export function Cell({
  leading,
  title,
  subtitle,
  value,
  trailing,
  to,
  onClick,
  look,
  inset,
  disabled,
  className = '',
  role,
  checked,
  isOpen,
}: CellProps) {
  const body = (
    <>
      {leading}
      <span className="tx">
        <span>{title}</span>
        {subtitle && <small>{subtitle}</small>}
      </span>
      {value !== undefined && <span className="val num">{value}</span>}
      {trailing}
      {to && <Icon name="chev" size={18} className="chv" />}
    </>
  )
  const shared = { className: `cell ${look ?? ''} ${className}`, style: { '--sep': `${inset ?? (leading ? 58 : 16)}px` } as CSSProperties }
  if (to)
    return (
      <Link href={to} {...shared}>
        {body}
      </Link>
    )
  if (onClick) {
    return (
      <button type="button" onClick={onClick} disabled={disabled} role={role} aria-checked={checked} aria-expanded={isOpen} {...shared}>
        {body}
      </button>
    )
  }
  return <div {...shared}>{body}</div>
}
