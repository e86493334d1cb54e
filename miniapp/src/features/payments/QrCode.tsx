import type { ReactNode } from 'react'
import { renderSVG } from 'uqr'

/**
 * A code to scan. Read from white in every theme, with room around it, and never mirrored. What the mark in its middle covers is
 * told by the rest.
 */
export function QrCode({ text, label, mark }: { text: string; label: string; mark: ReactNode }) {
  return (
    <div className="p-qr" role="img" aria-label={label}>
      <div dangerouslySetInnerHTML={{ __html: renderSVG(text, { border: 0, ecc: 'Q' }) }} />
      <span className="p-mark">{mark}</span>
    </div>
  )
}
