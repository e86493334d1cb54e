/**
 * Our own name for a payment, for gateways that keep twelve letters and no more: the order's number without its dashes and,
 * from the second attempt on, which one it is. People read it on their phone and type it themselves.
 */
export function shortName({ orderNumber, attempt }: { orderNumber: string; attempt: number }): string {
  return `${orderNumber.replaceAll('-', '')}${attempt === 1 ? '' : attempt}`
}

/** @returns undefined when it is none */
export function parseShortName(text: string): { orderNumber: string; attempt: number } | undefined {
  const match = /^DK([0-9A-Z]{4})([0-9A-Z]{4})(\d{0,2})$/.exec(text.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
  return match ? { orderNumber: `DK-${match[1]}-${match[2]}`, attempt: Number(match[3] || 1) } : undefined
}
