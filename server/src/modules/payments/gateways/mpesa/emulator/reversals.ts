import type { z } from 'zod'
import type { JsonAnswer } from '../../../../../platform/emulation/json-service.ts'
import { inNairobi } from '../nairobi.ts'
import type { ReversalRequest } from './requests.ts'
import { resultWords } from './results.ts'
import type { Reversal } from './state.ts'
import type { MpesaWorld } from './world.ts'

const reversalSeconds = 3

/** Money given back: taken in at once, and told of only by a call. */
export function reversals({ clock, random, state, tell, receiptNumber }: MpesaWorld) {
  const now = () => clock.now()

  function reverse(input: z.output<typeof ReversalRequest>): JsonAnswer {
    const line = state.book[input.TransactionID]
    const scripted = state.surprises.reversal
    state.surprises.reversal = null
    const code = scripted ?? (!line ? 'R000002' : line.isReversed ? 'R000001' : '0')
    if (line && code === '0') line.isReversed = true
    const made: Reversal = {
      id: `${random.id(4)}-${random.id(4)}-${random.id(12)}`.toLowerCase(),
      conversationId: `AG_${inNairobi(new Date(now())).slice(0, 10).replaceAll('-', '')}_${random.id(20).toLowerCase()}`,
      receipt: input.TransactionID,
      shillings: input.Amount,
      resultUrl: input.ResultURL,
      code,
      description: resultWords[code] ?? 'The service request failed.',
    }
    state.reversals[made.id] = made
    tell({ method: 'POST', url: made.resultUrl, about: 'reversal', body: asResult(made) })
    return {
      status: 200,
      body: {
        OriginatorConversationID: made.id,
        ConversationID: made.conversationId,
        ResponseCode: '0',
        ResponseDescription: 'Accept the service request successfully.',
      },
    }
  }

  function asResult(made: Reversal): object {
    return {
      Result: {
        ResultType: 0,
        ResultCode: made.code === '0' ? 0 : made.code,
        ResultDesc: made.description,
        OriginatorConversationID: made.id,
        ConversationID: made.conversationId,
        TransactionID: receiptNumber(),
        ...(made.code === '0' && {
          ResultParameters: {
            ResultParameter: [
              { Key: 'Amount', Value: made.shillings },
              { Key: 'TransCompletedTime', Value: Number(inNairobi(new Date(now() + reversalSeconds * 1000)).replaceAll(/\D/g, '')) },
              { Key: 'OriginalTransactionID', Value: made.receipt },
              { Key: 'Charge', Value: 0 },
            ],
          },
        }),
        ReferenceData: {
          ReferenceItem: { Key: 'QueueTimeoutURL', Value: 'https://internalsandbox.safaricom.co.ke/mpesa/reversalresults/v1/submit' },
        },
      },
    }
  }

  return { reverse }
}
