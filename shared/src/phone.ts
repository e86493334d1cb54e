/** A number as it may be shown on a screen others see: `+254 712 ••• 678`. */
export function maskedPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '')
  return `+${digits.slice(0, 3)} ${digits.slice(3, -6)} ••• ${digits.slice(-3)}`
}
