import type { Context as HonoContext } from 'hono'
import { isLanguage, nearestLanguage, type Language } from 'shared/locale'

/** The language a public page is asked for in: `?lang=`, then Accept-Language by its weights, then English. */
export function requestLanguage(c: HonoContext): Language {
  const asked = c.req.query('lang')
  if (asked) return nearestLanguage(asked)
  const header = c.req.header('accept-language')
  return header ? preferred(header.slice(0, 200)) : 'en'
}

function preferred(header: string): Language {
  const wishes = header
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.trim().split(';')
      const weight = Number(
        parameters
          .find((parameter) => parameter.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      )
      return { base: tag.toLowerCase().split('-')[0], weight: Number.isFinite(weight) ? weight : 0 }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  const base = wishes.find((wish) => isLanguage(wish.base))?.base
  return isLanguage(base) ? base : 'en'
}
