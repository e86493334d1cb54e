import { parseStartParam } from 'shared/start-param'
import { navigate } from 'wouter/use-browser-location'
import { backHandlers } from '../lib/buttons.ts'
import { rawInitData, startParam } from '../lib/telegram.ts'
import { parentOf, pathOfTarget, paths } from './paths.ts'
import { inTab } from '../lib/storage.ts'

/** How many screens of ours lie behind this one in the history. */
let behind = 0
let leaving: 'push' | 'pop' | 'replace' = 'replace'

/** How the screen that is shown was come to, for scrolling: new ones start at the top, earlier ones where they were. */
export const cameBy = () => leaving

/** Watches the history from the first screen on. wouter announces its own moves as events of these names. */
export function watchNavigation(): void {
  addEventListener('pushState', () => {
    behind += 1
    leaving = 'push'
  })
  addEventListener('replaceState', () => {
    leaving = 'replace'
  })
  addEventListener('popstate', () => {
    behind = Math.max(0, behind - 1)
    leaving = 'pop'
  })
}

/** Goes to the screen before, or from a deep link to the natural parent: never out of the app. */
export function goBack(): void {
  if (behind > 0) return history.back()
  navigate(parentOf(location.pathname) ?? paths.shop(), { replace: true })
}

/** The topmost handler goes first (a sheet, then its screen); without one it is a step back. */
export function pressBack(): void {
  const top = backHandlers.get().at(-1)
  if (top) top.onBack()
  else goBack()
}

const openedKey = 'duka.opened'

/** Opens what the launch link names, once a launch: a reload stays where the person went on to. */
export function followStartParam(): void {
  const target = parseStartParam(startParam)
  const launch = rawInitData?.slice(-40)
  if (!target || !launch || inTab.get(openedKey) === launch) return
  inTab.set(openedKey, launch)
  history.replaceState(null, '', pathOfTarget(target))
}
