import { renderSVG } from 'uqr'

/** A code to scan. Read from white in every theme, with room around it, and never mirrored. */
export function QrCode({ text, label }: { text: string; label: string }) {
  return (
    <div className="p-qr" role="img" aria-label={label} dangerouslySetInnerHTML={{ __html: renderSVG(text, { border: 0, ecc: 'M' }) }} />
  )
}
