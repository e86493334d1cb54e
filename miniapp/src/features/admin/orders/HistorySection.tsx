import { useState } from 'react'
import type { Currency } from 'shared/currencies'
import { orderWord, type OrderState } from 'shared/orders'
import type { AdminOrder } from 'shared/orders.schema'
import type { Translate } from 'shared/translate'
import { useFormat, type Format } from '../../../lib/format.ts'
import { useT } from '../../../lib/i18n.tsx'
import { Button } from '../../../ui/Button.tsx'
import { TextArea } from '../../../ui/field.tsx'
import { Section } from '../../../ui/Section.tsx'
import { Sheet } from '../../../ui/Sheet.tsx'
import { Timeline } from '../../../ui/show.tsx'

/** All that happened to the order, newest first, with who did it. Nobody can change it. */
export function HistorySection({ order, busy, onNote }: { order: AdminOrder; busy: boolean; onNote: (note: string) => Promise<boolean> }) {
  const t = useT()
  const format = useFormat()
  const [writing, setWriting] = useState(false)
  const [note, setNote] = useState('')
  const save = async () => {
    if (!(await onNote(note.trim()))) return
    setNote('')
    setWriting(false)
  }
  return (
    <Section
      header={t('admin.history.title')}
      action={
        <button type="button" onClick={() => setWriting(true)}>
          {t('admin.history.addNote')}
        </button>
      }
      footer={t('admin.history.footer')}
    >
      <Timeline
        items={order.history.toReversed().map((entry) => ({
          key: entry.id,
          title: titleOf(t, entry, order.isPickup),
          subtitle: [entry.kind === 'note' ? entry.facts['note'] : undefined, moneyOf(format, entry), actorOf(t, entry.actor)]
            .filter(Boolean)
            .join(' · '),
          time: format.dateTime(entry.at),
          state: 'done',
        }))}
      />
      {writing && (
        <Sheet title={t('admin.history.addNote')} onClose={() => setWriting(false)}>
          <Section footer={t('admin.history.onlyTeam')}>
            <TextArea label={t('admin.history.note')} value={note} onChange={setNote} maxLength={1000} />
          </Section>
          <div className="px-4 pb-4">
            <Button wide busy={busy} disabled={note.trim() === ''} onClick={() => void save()}>
              {t('common.save')}
            </Button>
          </div>
        </Sheet>
      )}
    </Section>
  )
}

function titleOf(t: Translate, entry: AdminOrder['history'][number], isPickup: boolean): string {
  // keys: orders.state.*, admin.event.*, admin.refundEvent.*
  if (entry.kind === 'moved' && entry.state)
    return t('admin.history.movedTo', { state: t(`orders.state.${orderWord({ state: entry.state as OrderState, isPickup })}`) })
  if (entry.kind === 'refund') return t(`admin.refundEvent.${refundStep(entry)}`)
  return t(`admin.event.${entry.kind}`)
}

/** Staff ask for money to go back; that it went, or could not, is told of later. */
function refundStep({ actor, facts }: AdminOrder['history'][number]): 'asked' | 'done' | 'failed' {
  const { outcome } = facts
  if (outcome === 'failed' || outcome === 'done') return outcome
  // Told before outcomes were.
  return actor === 'gateway' ? 'done' : 'asked'
}

/** `1 × Nyeri AA, $18.00`, where money went back. */
function moneyOf(format: Format, { kind, facts }: AdminOrder['history'][number]): string | undefined {
  const { amount, currency, what } = facts
  if (kind !== 'refund' || !amount || !currency) return undefined
  const sum = format.money({ amount, currency: currency as Currency })
  return what ? `\u2068${what}\u2069 · ${sum}` : sum
}

/** Staff by name; who has none in the words of the shop. */
function actorOf(t: Translate, actor: string): string {
  return actor === 'customer' || actor === 'staff' || actor === 'system' || actor === 'gateway' ? t(`admin.actor.${actor}`) : actor // keys: admin.actor.*
}
