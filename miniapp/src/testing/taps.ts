import { vi } from 'vitest'

const real = performance.now.bind(performance)
let ahead = 0

/** Lets a second go by between two taps, as a person does: sooner they would be taken for a double tap. */
export function letASecondPass(): void {
  ahead += 1000
  vi.spyOn(performance, 'now').mockImplementation(() => real() + ahead)
}
