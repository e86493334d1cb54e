import { findPersona } from './personas.ts'
import type { SandboxWorld } from './world.ts'

const shownMessages = 40
const shownRows = 60

/** What the page shows: the newest of everything, small enough to send again on each change. */
export function viewOf(world: SandboxWorld) {
  const { stripe, telegram, clock, options } = world
  const { state } = stripe
  const services = Object.entries(world.services)
  return {
    now: new Date(clock.now()).toISOString(),
    offsetSeconds: clock.offsetSeconds(),
    miniAppUrl: options.miniAppUrl ?? null,
    appLink: `https://t.me/${options.botUsername}/${options.appName ?? 'shop'}`,
    bot: telegram.bot.name,
    menu: telegram.state.menuButtons['default'] ?? null,
    people: Object.values(telegram.state.people).map((person) => ({
      id: person.id,
      name: [person.first_name, person.last_name].filter(Boolean).join(' '),
      language: person.language_code ?? 'en',
      role: findPersona(person.id)?.role ?? 'customer',
      stars: person.stars,
      blocked: person.blocked,
      messages: telegram.messagesOf(person.id).slice(-shownMessages),
    })),
    groups: Object.values(telegram.state.groups).map((group) => ({
      ...group,
      messages: telegram.messagesOf(group.id).slice(-shownMessages),
    })),
    stars: { balance: telegram.truth().balance, charges: Object.values(telegram.state.charges).slice(-shownRows).toReversed() },
    payments: Object.values(state.paymentIntents)
      .slice(-shownRows)
      .toReversed()
      .map((intent) => {
        const charge = typeof intent.latest_charge === 'string' ? state.charges[intent.latest_charge] : undefined
        const card = charge?.payment_method_details?.card
        return {
          id: intent.id,
          status: intent.status as string,
          amount: intent.amount,
          currency: intent.currency,
          created: intent.created,
          description: intent.description,
          metadata: intent.metadata as Record<string, string>,
          error: (intent.last_payment_error?.code ?? null) as string | null,
          charge: charge?.paid ? charge.id : null,
          captured: charge?.captured ?? false,
          refunded: charge?.captured ? charge.amount_refunded : 0,
          card: card?.last4 ?? null,
          dispute:
            Object.values(state.disputes).find((dispute) => dispute.charge === charge?.id && dispute.status === 'needs_response')?.id ??
            null,
          refunds: Object.values(state.refunds)
            .filter((refund) => refund.charge === charge?.id)
            .map(({ id, amount, status }) => ({ id, amount, status: status as string | null })),
        }
      }),
    gateways: Object.entries(world.gateways).map(([name, gateway]) => ({
      name,
      title: gateway.title,
      rows: gateway.rows().slice(0, shownRows),
    })),
    deliveries: services
      .flatMap(([service, { state }]) => state.sender.deliveries.slice(-shownRows).map((delivery) => ({ ...delivery, service })))
      .toSorted((a, b) => (b.attempts.at(-1)?.at ?? b.dueAt) - (a.attempts.at(-1)?.at ?? a.dueAt))
      .slice(0, shownRows),
    switches: Object.fromEntries(services.map(([name, service]) => [name, service.state.sender.switches])),
    faults: Object.fromEntries(services.map(([name, service]) => [name, service.faults().list()])),
    surprises: { decline: state.surprises.decline?.times ?? 0, amountDelta: state.surprises.amountDelta, refund: state.surprises.refund },
    calls: services
      .flatMap(([service, { state }]) => state.calls.slice(-shownRows).map((call) => ({ ...call, service, input: undefined })))
      .toSorted((a, b) => b.at.localeCompare(a.at))
      .slice(0, shownRows),
  }
}
