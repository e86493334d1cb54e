import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Link } from 'wouter'

type Look = {
  /** Filled by default. `plain` has no ground at all. */
  look?: 'soft' | 'fill' | 'danger' | 'plain'
  small?: boolean
  wide?: boolean
  round?: boolean
}

type ButtonProps = Look & { busy?: boolean; children: ReactNode } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'>

const classes = ({ look, small, wide, round }: Look, more = '') =>
  `btn ${look ?? ''} ${small ? 'sm' : ''} ${wide ? 'wide' : ''} ${round ? 'pillb' : ''} ${more}`

/** A button whose words are a verb. While `busy` it keeps its width, turns a wheel and cannot be pressed. */
export function Button({ look, small, wide, round, busy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={classes({ look, small, wide, round }, className)}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <span className="spin" /> : children}
    </button>
  )
}

/** The same look for going somewhere inside the app. */
export function ButtonLink({ to, children, className, ...look }: Look & { to: string; children: ReactNode; className?: string }) {
  return (
    <Link href={to} className={classes(look, className)}>
      {children}
    </Link>
  )
}

/** A round button with only an icon; `label` says what it does. */
export function IconButton({
  label,
  look,
  className = '',
  children,
  ...rest
}: { label: string; look?: 'f' | 'glass'; children: ReactNode } & Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'>) {
  return (
    <button type="button" className={`icb ${look ?? ''} ${className}`} aria-label={label} {...rest}>
      {children}
    </button>
  )
}
