import { randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { ratesEmulator } from '../modules/fx/emulator/index.ts'
import { gatewayEmulators } from '../modules/payments/gateways/emulators.ts'
import { emulatorClock, type EmulatorClock } from '../platform/emulation/clock.ts'
import type { Emulation } from '../platform/emulation/emulation.ts'
import type { EmulatedService } from '../platform/emulation/service.ts'
import { seededRandom } from '../platform/emulation/random.ts'
import { telegramEmulator } from '../platform/telegram/emulator/index.ts'
import { asPerson, personas } from './personas.ts'

export type SandboxOptions = {
  botToken: string
  botUsername: string
  appName?: string
  /** The bot's name in chats. */
  botName?: string
  /** Where browsers reach the sandbox. */
  origin?: string
  miniAppUrl?: string
  /** Under which the gateways' webhooks reach the shop, each by its name. */
  webhooksUrl?: string
  /** By default real time, and what it is moved on by. */
  clock?: EmulatorClock
  /** The same seed makes the same world; by default every world is its own. */
  seed?: number
  /** Sends the webhooks; by default over the network. */
  outgoing?: Emulation['outgoing']
  /** Where the world is kept between two runs. */
  snapshotFile?: string
}

type Snapshot = { version: 2; offsetSeconds: number; random: number; services: Record<string, unknown> }

export type SandboxWorld = ReturnType<typeof createSandboxWorld>

const writeAfterMilliseconds = 250
/** A world that grew large is written down less often, so that writing takes a twentieth of the time at most. */
const restForEachMillisecond = 20

/** Everything outside the shop, on one clock and one chance. */
export function createSandboxWorld(options: SandboxOptions) {
  const clock = options.clock ?? emulatorClock()
  const random = seededRandom(options.seed ?? randomInt(2 ** 32 - 1))
  const listeners = new Set<() => void>()
  let version = 0
  let pendingWrite: NodeJS.Timeout | undefined
  let lastWriteTook = 0

  const emulation: Emulation = { clock, random, outgoing: options.outgoing ?? ((request) => fetch(request)), changed }
  const telegram = telegramEmulator({
    emulation,
    token: options.botToken,
    bot: { username: options.botUsername, name: options.botName ?? 'Duka Coffee' },
    people: personas.map(asPerson),
  })

  const gateways = gatewayEmulators({
    emulation,
    origin: options.origin ?? 'http://localhost:4010',
    webhooksUrl: options.webhooksUrl,
  })
  const rates = ratesEmulator(emulation)
  const services: Record<string, EmulatedService> = { telegram, ...gateways, rates }
  const all = Object.values(services)

  function changed() {
    version += 1
    for (const listener of listeners) listener()
    if (!options.snapshotFile) return
    pendingWrite ??= setTimeout(save, Math.max(writeAfterMilliseconds, lastWriteTook * restForEachMillisecond))
    pendingWrite.unref()
  }

  /** Writes the world down; whoever reads the file sees a whole one. */
  function save() {
    clearTimeout(pendingWrite)
    pendingWrite = undefined
    if (!options.snapshotFile) return
    const snapshot: Snapshot = {
      version: 2,
      offsetSeconds: clock.offsetSeconds(),
      random: random.state(),
      services: Object.fromEntries(Object.entries(services).map(([name, service]) => [name, service.state])),
    }
    const began = performance.now()
    mkdirSync(dirname(options.snapshotFile), { recursive: true })
    const draft = `${options.snapshotFile}.new`
    writeFileSync(draft, JSON.stringify(snapshot))
    renameSync(draft, options.snapshotFile)
    lastWriteTook = performance.now() - began
  }

  function load() {
    const snapshot = options.snapshotFile && readSnapshot(options.snapshotFile)
    if (!snapshot) return
    clock.setOffset(snapshot.offsetSeconds)
    random.setState(snapshot.random)
    for (const [name, service] of Object.entries(services)) {
      const kept = snapshot.services[name]
      if (kept) service.restore(kept as never)
    }
  }
  load()

  return {
    options,
    clock,
    random,
    telegram,
    gateways,
    rates,
    /** All of them by their name under `/control`. */
    services,
    version: () => version,
    /** Tells the page and keeps the world, after something was changed from outside. */
    changed,
    onChange(listener: () => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** Returns once every webhook that is due has been tried. */
    async settle() {
      await Promise.all(all.map(async (service) => service.settle?.()))
    },
    truth: () => Object.fromEntries(Object.entries(services).map(([name, service]) => [name, service.truth()])),
    /** An empty world at real time, with the seeded people. */
    reset() {
      clock.setOffset(0)
      for (const service of all) service.reset()
      changed()
    },
    /** Ends every switch and every scripted fault; what already happened stays. */
    calm() {
      for (const service of all) service.calm()
      changed()
    },
    save,
    stop() {
      save()
      for (const service of all) service.stop()
      clock.stop()
    },
  }
}

/** @returns undefined when there is none, or when it is not one of ours any more. */
function readSnapshot(file: string): Snapshot | undefined {
  try {
    const snapshot = JSON.parse(readFileSync(file, 'utf8')) as Snapshot
    return snapshot.version === 2 ? snapshot : undefined
  } catch {
    return undefined
  }
}
