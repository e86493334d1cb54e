/** When the shop packs and its riders ride: from one hour of the day to another, every day, in its own time zone. */
export type WorkingDay = { opens: number; closes: number; timeZone: string }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** The moment so many working hours later. Before opening and after closing, the hours count from the next opening. */
export function afterWorkingHours(from: Date, hours: number, { opens, closes, timeZone }: WorkingDay): Date {
  // Reckoned on the shop's wall clock, held as if it were UTC; only the ends are turned into moments.
  const start = from.getTime() + offsetAt(from, timeZone)
  const midnight = Math.floor(start / day) * day
  const perDay = (closes - opens) * hour
  const worked = Math.min(Math.max(start - midnight - opens * hour, 0), perDay)
  const whole = worked + hours * hour
  // Ready just at closing time is still ready on that day.
  const days = whole === 0 ? 0 : Math.ceil(whole / perDay) - 1
  return atWallClock(midnight + days * day + opens * hour + (whole - days * perDay), timeZone)
}

// Clocks change on a quarter of an hour, so one answer holds until the next.
const quarter = 15 * minute
const offsets = new Map<string, number>()

/** How far the zone's wall clock is ahead of UTC at this moment, in milliseconds. */
function offsetAt(moment: Date, timeZone: string): number {
  const key = `${timeZone} ${Math.floor(moment.getTime() / quarter)}`
  const known = offsets.get(key)
  if (known !== undefined) return known
  if (offsets.size >= 1000) offsets.clear()
  const offset = readOffset(moment, timeZone)
  offsets.set(key, offset)
  return offset
}

function readOffset(moment: Date, timeZone: string): number {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const wall = Date.UTC(parts['year'] ?? 0, (parts['month'] ?? 1) - 1, parts['day'], parts['hour'], parts['minute'], parts['second'])
  return wall - Math.floor(moment.getTime() / 1000) * 1000
}

/** The moment a wall clock shows this. A time that the clocks skip becomes the one an hour later. */
function atWallClock(wall: number, timeZone: string): Date {
  const guess = new Date(wall - offsetAt(new Date(wall), timeZone))
  return new Date(wall - offsetAt(guess, timeZone))
}

const clocks = new Map<string, Intl.DateTimeFormat>()
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(timeZone, made)
  return made
}
