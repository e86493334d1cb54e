import type { CSSProperties, ReactNode } from 'react'
import type { MoneyJson, Money as MoneyValue } from 'shared/money'
import type { Picture as PictureJson } from 'shared/catalog.schema'
import { useFormat } from '../lib/format.ts'
import { Icon } from './Icon.tsx'

/** An amount as people write it, never broken over lines and never reordered by the words around it. */
export function Money({ value }: { value: MoneyJson | MoneyValue }) {
  return <bdi className="num whitespace-nowrap">{useFormat().money(value)}</bdi>
}

/** What something costs; with `was`, the old price struck through after it. */
export function Price({ value, was, className = '' }: { value: MoneyJson; was?: MoneyJson | null | undefined; className?: string }) {
  const { money } = useFormat()
  return (
    <span className={`price ${className}`}>
      <bdi>{money(value)}</bdi>
      {was && (
        <s>
          <bdi>{money(was)}</bdi>
        </s>
      )}
    </span>
  )
}

export type Tone = 'ok' | 'warn' | 'danger' | 'info' | 'gold' | 'neutral'

/** A status in one word with its dot: never a colour alone. */
export function StatusPill({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={`pill is-${tone}`}>
      <i className="dot" />
      {children}
    </span>
  )
}

export function Badge({ children, look = 'red' }: { children: ReactNode; look?: 'red' | 'mute' | '' }) {
  return <span className={`badge num ${look}`}>{children}</span>
}

type TimelineItem = { key: string; title: ReactNode; subtitle?: ReactNode; time?: ReactNode; state: 'done' | 'now' | 'next' }

/** What happened and what comes, in order. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol className="tl">
      {items.map((item) => (
        <li
          key={item.key}
          className={{ done: 'd', now: 'n', next: '' }[item.state]}
          aria-current={item.state === 'now' ? 'step' : undefined}
        >
          <span className="m">{item.state === 'done' && <Icon name="check" size={15} />}</span>
          <span>
            <b>{item.title}</b>
            {item.subtitle && <small>{item.subtitle}</small>}
          </span>
          {item.time && <time className="foot">{item.time}</time>}
        </li>
      ))}
    </ol>
  )
}

/** Four steps of an order's way: `done` of them behind, the next one half filled when `moving`. */
export function Steps({ done, moving, label }: { done: number; moving: boolean; label: string }) {
  return (
    <div className="steps4" role="img" aria-label={label}>
      {[0, 1, 2, 3].map((step) => (
        <i key={step} className={step < done ? 'd' : step === done && moving ? 'n' : ''} />
      ))}
    </div>
  )
}

type PictureProps = {
  picture: PictureJson | null | undefined
  /** CSS width it is drawn at, px or a sizes rule. */ sizes: string
  alt?: string
  eager?: boolean
  className?: string
}

/** A picture in the width that fits. Without `alt` it is decoration. */
export function Picture({ picture, sizes, alt = '', eager = false, className }: PictureProps) {
  if (!picture) return null
  const largest = picture.sizes.at(-1)!
  return (
    <img
      className={className}
      src={largest.url}
      srcSet={picture.sizes.map((size) => `${size.url} ${size.width}w`).join(', ')}
      sizes={sizes}
      width={largest.width}
      height={largest.height}
      alt={alt}
      loading={eager ? 'eager' : 'lazy'}
      decoding="async"
    />
  )
}

/** A product's picture on its own hue, which also stands for it until it has come. */
export function ProductArt({
  picture,
  hue,
  sizes,
  alt,
  eager,
  children,
  className = '',
  style,
}: Omit<PictureProps, 'className'> & { hue: number; children?: ReactNode; className?: string; style?: CSSProperties }) {
  return (
    <div className={`art ${className}`} style={{ '--h': hue, ...style } as CSSProperties}>
      {picture ? (
        <Picture picture={picture} sizes={sizes} {...(alt && { alt })} {...(eager && { eager })} />
      ) : (
        <Icon name="bag" size={28} className="opacity-40" />
      )}
      {children}
    </div>
  )
}

/** The small square picture of a line, a row, a pill. */
export function Thumb({
  picture,
  hue,
  size = 56,
  radius,
}: {
  picture: PictureJson | null | undefined
  hue: number
  size?: number
  radius?: number
}) {
  return (
    <ProductArt
      picture={picture}
      hue={hue}
      sizes={`${size}px`}
      className="th"
      style={{ '--s': `${size}px`, ...(radius && { '--r': `${radius}px` }) } as CSSProperties}
    />
  )
}

export function Avatar({
  name,
  photo,
  size = 40,
  hue = 250,
}: {
  name: string
  photo?: string | null | undefined
  size?: number
  hue?: number
}) {
  const letters = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 32))
    .join('')
  return (
    <span className="av" style={{ '--s': `${size}px`, '--h': hue } as CSSProperties} aria-hidden="true">
      {photo ? <img src={photo} alt="" width={size} height={size} referrerPolicy="no-referrer" /> : letters}
    </span>
  )
}

type SummaryLine = { key: string; label: ReactNode; value: ReactNode; good?: boolean }

/** Lines of an account and their total. */
export function AmountSummary({
  lines,
  total,
  second,
}: {
  lines: readonly SummaryLine[]
  total: { label: ReactNode; value: ReactNode }
  second?: ReactNode
}) {
  return (
    <dl className="sum">
      {lines.map((line) => (
        <div key={line.key}>
          <dt>{line.label}</dt>
          <dd className={line.good ? 'ok' : ''}>{line.value}</dd>
        </div>
      ))}
      <div className="tot">
        <dt>{total.label}</dt>
        <dd>
          {total.value}
          {second && <small className="foot t2 block font-normal">{second}</small>}
        </dd>
      </div>
    </dl>
  )
}
