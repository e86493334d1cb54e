import type { z } from 'zod'
import type { JsonAnswer } from '../../../../../platform/emulation/json-service.ts'
import { inNairobi } from '../nairobi.ts'
import type { paybillBook } from './book.ts'
import type { PushRequest, QueryRequest, Signed } from './requests.ts'
import { phoneTable, resultWords } from './results.ts'
import type { Push } from './state.ts'
import type { MpesaWorld } from './world.ts'

/** A question nobody answers goes away after so long. */
const promptSeconds = 90

/** Questions on phones, one on each at a time. */
export function pushes(world: MpesaWorld, { pay }: Pick<ReturnType<typeof paybillBook>, 'pay'>) {
  const { clock, random, changed, state, tell, requestId, failed } = world
  const now = () => clock.now()

  function isSigned({ BusinessShortCode, Password, Timestamp }: z.output<typeof Signed>): boolean {
    const plain = Buffer.from(Password, 'base64').toString()
    return plain.startsWith(BusinessShortCode) && plain.endsWith(Timestamp) && plain.length > BusinessShortCode.length + Timestamp.length
  }

  function push(input: z.output<typeof PushRequest>): JsonAnswer {
    if (!isSigned(input)) return failed(500, '500.001.1001', 'Wrong credentials')
    const phone = input.PhoneNumber
    if (Object.values(state.pushes).some((each) => each.phone === phone && each.result === null))
      return failed(500, '500.001.1001', 'Unable to lock subscriber, a transaction is already in process for the current subscriber')
    const made: Push = {
      id: `ws_CO_${inNairobi(new Date(now())).replaceAll(/\D/g, '')}${random.id(9)}`,
      merchantRequestId: requestId(),
      shortcode: input.BusinessShortCode,
      shillings: input.Amount,
      phone,
      account: input.AccountReference,
      callbackUrl: input.CallBackURL,
      askedAt: now(),
      result: null,
    }
    state.pushes[made.id] = made
    waitFor(made)
    const accepted = 'Success. Request accepted for processing'
    return {
      status: 200,
      body: {
        MerchantRequestID: made.merchantRequestId,
        CheckoutRequestID: made.id,
        ResponseCode: '0',
        ResponseDescription: accepted,
        CustomerMessage: accepted,
      },
    }
  }

  /** Some phones answer by themselves; a question nobody answers goes away. */
  function waitFor(made: Push): void {
    const byItself = phoneTable.find(({ ending }) => made.phone.endsWith(ending))
    const scripted = state.surprises.outcome
    if (scripted !== null) state.surprises.outcome = null
    if (byItself || scripted !== null)
      clock.at(made.askedAt + (byItself?.afterSeconds ?? 4) * 1000, () => answer(made.id, scripted ?? byItself?.code ?? '0'))
    clock.at(made.askedAt + promptSeconds * 1000, () => answer(made.id, '1019'))
  }

  /** The person at the phone, or the network, ends the question. @returns whether it still stood there */
  function answer(id: string, code: string): boolean {
    const made = state.pushes[id]
    if (!made || made.result) return false
    const isPaid = code === '0'
    const line = isPaid ? pay(made.phone, made.account, made.shillings + (state.surprises.shillingsDelta ?? 0), made.shortcode) : null
    if (isPaid) state.surprises.shillingsDelta = null
    made.result = { code, description: resultWords[code] ?? 'The service request failed.', at: now(), receipt: line?.receipt ?? null }
    tellOfPush(made)
    changed()
    return true
  }

  function tellOfPush({ id, merchantRequestId, result, callbackUrl }: Push): void {
    const line = result?.receipt ? state.book[result.receipt] : undefined
    const told = {
      MerchantRequestID: merchantRequestId,
      CheckoutRequestID: id,
      ResultCode: Number(result?.code),
      ResultDesc: result?.description ?? '',
      ...(line && {
        CallbackMetadata: {
          Item: [
            { Name: 'Amount', Value: Number(line.amount) },
            { Name: 'MpesaReceiptNumber', Value: line.receipt },
            { Name: 'Balance' },
            { Name: 'TransactionDate', Value: Number(inNairobi(new Date(line.at)).replaceAll(/\D/g, '')) },
            { Name: 'PhoneNumber', Value: Number(line.phone) },
          ],
        },
      }),
    }
    tell({ method: 'POST', url: callbackUrl, about: 'stkCallback', body: { Body: { stkCallback: told } } })
  }

  function query(input: z.output<typeof QueryRequest>): JsonAnswer {
    if (!isSigned(input)) return failed(500, '500.001.1001', 'Wrong credentials')
    const made = state.pushes[input.CheckoutRequestID]
    if (!made) return failed(400, '400.002.02', 'Bad Request - Invalid CheckoutRequestID')
    if (!made.result) return failed(500, '500.001.1001', 'The transaction is being processed')
    return {
      status: 200,
      body: {
        ResponseCode: '0',
        ResponseDescription: 'The service request has been accepted successfully',
        MerchantRequestID: made.merchantRequestId,
        CheckoutRequestID: made.id,
        ResultCode: made.result.code,
        ResultDesc: made.result.description,
      },
    }
  }

  /** The question that stands on somebody's phone for an order, by its number. */
  function byAccount(account: string): Push | undefined {
    const wanted = account.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')
    return Object.values(state.pushes).findLast((each) => each.account.startsWith(wanted) && each.result === null)
  }

  return { push, query, waitFor, answer, byAccount }
}
