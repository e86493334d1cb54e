import type { ReactNode } from 'react'

type SectionProps = {
  /** Sentence case, a few words. */ header?: ReactNode
  /** At most one link or small button. */ action?: ReactNode
  /** One sentence. */ footer?: ReactNode
  className?: string
  children: ReactNode
}

/** A group of cells or other content on one flat box. */
export function Section({ header, action, footer, className = '', children }: SectionProps) {
  return (
    <section className={`sec ${className}`}>
      {(header || action) && (
        <div className="sh foot">
          <h2>{header}</h2>
          {action && <span className="acc">{action}</span>}
        </div>
      )}
      <div className="box">{children}</div>
      {footer && <p className="sf foot">{footer}</p>}
    </section>
  )
}

/** A rail's or a list's own title, larger than a section header. */
export function Heading({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className="rail-h">
      <h2 className="t3h">{children}</h2>
      {action && <span className="acc sub">{action}</span>}
    </div>
  )
}

/** The screen's title: one per screen, an answer rather than a category. */
export function PageTitle({ children, after, subtitle }: { children: ReactNode; after?: ReactNode; subtitle?: ReactNode }) {
  return (
    <div className="head">
      <div className="grow min-w-0">
        <h1 className="t1">{children}</h1>
        {subtitle && <p className="t2 sub mt-0.5">{subtitle}</p>}
      </div>
      {after}
    </div>
  )
}
