import { movementKinds, type MovementKind, type SettlementKind } from 'shared/payments'
import type { ForeignMovement, SettledLine } from './gateway.ts'

/** A line of a settlement as the movement it tells of; none where it is about no payment's money. For `flatMap`. */
export function asMovement(line: SettledLine): ForeignMovement[] {
  const { id, kind, amount, externalId = id, scannedAs = externalId, reference = externalId, occurredAt } = line
  if (!isMovementKind(kind)) return []
  const size = amount.amount < 0n ? -amount.amount : amount.amount
  return [{ kind, externalId: scannedAs, amount: { ...amount, amount: size }, occurredAt, reference }]
}

const isMovementKind = (kind: SettlementKind): kind is MovementKind => (movementKinds as readonly string[]).includes(kind)
