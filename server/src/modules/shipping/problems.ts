import { problems, requestProblem } from '../../platform/problem.ts'

export const shippingProblem = problems('shipping', {
  'zone-not-found': [404, 'No such delivery zone'],
  'option-not-found': [404, 'No such delivery option'],
  'tax-not-found': [404, 'No tax rule for this country'],
  'country-taken': [409, 'Another zone delivers to this country or city already'],
  'changed-meanwhile': [409, 'Somebody else changed this meanwhile'],
})

/**
 * What is changed must be what was seen.
 * @throws request/invalid when the edit does not say which version it began from · shipping/changed-meanwhile
 */
export function refuseStale(now: { version: number }, edited: { version?: number | undefined }): void {
  if (edited.version === undefined)
    throw requestProblem('invalid', { fields: [{ path: 'version', reason: 'is needed: which version was edited' }] })
  if (edited.version !== now.version) throw shippingProblem('changed-meanwhile', { facts: { version: now.version } })
}
