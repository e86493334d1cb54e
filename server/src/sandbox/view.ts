import { findPersona } from './personas.ts'
import type { SandboxWorld } from './world.ts'

const shownMessages = 40
const shownRows = 60

/** What the page shows: the newest of everything, small enough to send again on each change. */
export function viewOf(world: SandboxWorld) {
  const { telegram, clock, options } = world
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
    services: services.map(([name, service]) => ({
      name,
      title: service.title,
      rows: service.rows().slice(0, shownRows),
      actions: service.actions?.() ?? [],
      switches: service.state.sender?.switches ?? null,
      faults: service.faults().list(),
    })),
    deliveries: services
      .flatMap(([service, { state }]) => (state.sender?.deliveries ?? []).slice(-shownRows).map((delivery) => ({ ...delivery, service })))
      .toSorted((a, b) => (b.attempts.at(-1)?.at ?? b.dueAt) - (a.attempts.at(-1)?.at ?? a.dueAt))
      .slice(0, shownRows),
    calls: services
      .flatMap(([service, { state }]) => state.calls.slice(-shownRows).map((call) => ({ ...call, service, input: undefined })))
      .toSorted((a, b) => b.at.localeCompare(a.at))
      .slice(0, shownRows),
  }
}
