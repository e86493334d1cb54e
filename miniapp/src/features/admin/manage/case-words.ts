import type { CaseCode, CaseFacts } from 'shared/cases'
import type { PaymentCase } from 'shared/payments.schema'
import type { Translate } from 'shared/translate'
import type { Format } from '../../../lib/format.ts'

/** How a case was settled: in a person's words, or as it settled itself. */
export const settledBy = (t: Translate, { resolution, outcome }: Pick<PaymentCase, 'resolution' | 'outcome'>) =>
  resolution ?? (outcome && t(`admin.caseOutcome.${outcome}`)) // keys: admin.caseOutcome.*

/** What a case tells, its facts put in: each keeps its own direction. */
export function sayCase(t: Translate, format: Format, code: CaseCode, { by, ...facts }: CaseFacts): string {
  const put = Object.entries(facts).map(([name, fact]) => [name, `\u2068${readFact(t, format, name, fact)}\u2069`])
  const says = t(`admin.caseSays.${code}`, Object.fromEntries(put) as Record<string, string>) // keys: admin.caseSays.*
  return typeof by === 'string' ? `${says} ${t('admin.cases.answerBy', { date: format.date(by) })}` : says
}

function readFact(t: Translate, format: Format, name: string, fact: CaseFacts[string]): string {
  if (typeof fact !== 'string') return format.money(fact)
  return name === 'movement' && fact !== '' ? t(`admin.movement.${fact}`) : fact // keys: admin.movement.*
}
