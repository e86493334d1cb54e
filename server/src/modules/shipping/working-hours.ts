/** When a way to deliver works: some days of the week (1 is Monday), from one hour to another, in the shop's time zone. */
export type WorkingWeek = { days: readonly number[]; opens: number; closes: number; timeZone: string }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

// So that a promise is the same after a reload: what is asked for within one step is begun at its end.
const step = 30 * minute

/**
 * When something takes from so many working hours to so many. Less than a working day is promised to the half hour; from a
 * day on whole days are promised, counted from the one it is begun on, since nobody knows the hour of a day that far off.
 */
export function promisedTime(
  from: Date,
  { minHours, maxHours }: { minHours: number; maxHours: number },
  week: WorkingWeek,
): { earliestAt: Date; latestAt: Date } {
  const perDay = week.closes - week.opens
  if (minHours < perDay) return { earliestAt: afterWorkingHours(from, minHours, week), latestAt: afterWorkingHours(from, maxHours, week) }
  const begun = nextWorking(wallClockOf(from, week), week)
  return {
    earliestAt: atWallClock(workingDaysLater(begun.midnight, Math.floor(minHours / perDay), week) + week.opens * hour, week.timeZone),
    latestAt: atWallClock(workingDaysLater(begun.midnight, Math.ceil(maxHours / perDay), week) + week.closes * hour, week.timeZone),
  }
}

/** The moment so many working hours later. Outside of them, the hours count from the next opening. */
export function afterWorkingHours(from: Date, hours: number, week: WorkingWeek): Date {
  let left = hours * hour
  let { at, midnight } = nextWorking(wallClockOf(from, week), week)
  // Ready just at closing time is still ready on that day.
  for (let room = closing(midnight, week) - at; left > room; room = closing(midnight, week) - at) {
    left -= room
    midnight = workingDaysLater(midnight, 1, week)
    at = midnight + week.opens * hour
  }
  return atWallClock(at + left, week.timeZone)
}

/** The shop's wall clock, held as if it were UTC; only the ends of a reckoning are turned into moments. */
function wallClockOf(moment: Date, { timeZone }: WorkingWeek): number {
  return Math.ceil((moment.getTime() + offsetAt(moment, timeZone)) / step) * step
}

/** The first working time not before this, and the midnight its day began with. */
function nextWorking(wall: number, week: WorkingWeek): { at: number; midnight: number } {
  const midnight = Math.floor(wall / day) * day
  if (worksOn(midnight, week) && wall < closing(midnight, week)) return { at: Math.max(wall, midnight + week.opens * hour), midnight }
  const next = workingDaysLater(midnight, 1, week)
  return { at: next + week.opens * hour, midnight: next }
}

function workingDaysLater(midnight: number, count: number, week: WorkingWeek): number {
  let later = midnight
  for (let left = count; left > 0;) {
    later += day
    if (worksOn(later, week)) left -= 1
  }
  return later
}

const closing = (midnight: number, { closes }: WorkingWeek) => midnight + closes * hour
const worksOn = (midnight: number, { days }: WorkingWeek) => days.includes(new Date(midnight).getUTCDay() || 7)

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
