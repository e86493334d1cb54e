/** What a person may recognise a device by, out of its user agent. */
export function describeDevice(userAgent: string | undefined): { platform: string | null; device: string | null } {
  const agent = (userAgent ?? '').slice(0, 500)
  // Telegram for Android adds `Telegram-Android/11.3.3 (Samsung SM-A155F; Android 14; SDK 34; AVERAGE)`.
  const phone = /Telegram-Android\/[\d.]+ \(([^;)]{1,60});/.exec(agent)?.[1]
  return { platform: platforms.find(([sign]) => sign.test(agent))?.[1] ?? null, device: phone?.trim() ?? null }
}

const platforms: readonly (readonly [RegExp, string])[] = [
  [/Android/i, 'Android'],
  [/iPhone|iPad|iOS/i, 'iOS'],
  [/Mac OS X|Macintosh/i, 'macOS'],
  [/Windows/i, 'Windows'],
  [/Linux|X11/i, 'Linux'],
]
