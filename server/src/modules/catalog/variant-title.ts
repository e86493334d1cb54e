import { localText, type Language } from 'shared/locale'
import type { ProductOption } from './tables.ts'

/** The chosen values in words, in the order the product asks for them. */
export function variantTitle(options: readonly ProductOption[], chosen: Readonly<Record<string, string>>, language: Language): string {
  return options
    .flatMap((option) => option.values.find((value) => value.key === chosen[option.key]) ?? [])
    .map((value) => localText(value.name, language))
    .join(language === 'ar' ? '، ' : ', ')
}
