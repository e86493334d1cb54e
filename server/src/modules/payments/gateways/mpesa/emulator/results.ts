/** Their words for the results of a push and of a reversal (developer.safaricom.co.ke, "Result codes"). */
export const resultWords: Readonly<Record<string, string>> = {
  '0': 'The service request is processed successfully.',
  '1': 'The balance is insufficient for the transaction.',
  '3': 'Declined due to limit rule: greater than the maximum transaction amount.',
  '4': 'Declined due to limit rule: would exceed daily transfer limit.',
  '17': 'Rule limited.',
  '26': 'System busy. The service request is rejected.',
  '1001': 'Unable to lock subscriber, a transaction is already in process for the current subscriber.',
  '1019': 'Transaction has expired.',
  '1032': 'Request cancelled by user.',
  '1037': 'DS timeout user cannot be reached.',
  '2001': 'The initiator information is invalid.',
  R000001: 'The transaction has already been reversed.',
  R000002: 'The OriginalTransactionID is invalid.',
}

/** Phones that answer by themselves, by how the number ends; any other waits for its person, or is not answered at all. */
export const phoneTable: readonly { ending: string; code: string; afterSeconds: number }[] = [
  { ending: '000001', code: '1', afterSeconds: 4 },
  { ending: '000002', code: '2001', afterSeconds: 4 },
  { ending: '000003', code: '1032', afterSeconds: 4 },
  { ending: '000004', code: '1037', afterSeconds: 8 },
  { ending: '000005', code: '4', afterSeconds: 4 },
  { ending: '000006', code: '0', afterSeconds: 4 },
]
