import type { Context } from '../../context.ts'

type Signing = Pick<Context, 'sealer'>

/** The address a gateway that signs nothing is given for one payment: nobody else can know it, and no other gateway is heard there. */
export function callbackUrl({ config, sealer }: Signing & Pick<Context, 'config'>, gateway: string, paymentId: string): string {
  return `${config.publicUrl}/api/v1/webhooks/${gateway}/${paymentId}/${sealer.sign('callback', `${gateway} ${paymentId}`)}`
}

export function isCallback({ sealer }: Signing, gateway: string, paymentId: string, token: string): boolean {
  return sealer.isSigned('callback', `${gateway} ${paymentId}`, token)
}

/** Where a browser that left for a gateway's page comes back to: made for one payment, and of use only as long as it is open. */
export function returnUrl({ config, sealer }: Signing & Pick<Context, 'config'>, paymentId: string): string {
  return `${config.publicUrl}/api/v1/payments/return/${paymentId}/${sealer.sign('return', paymentId)}`
}

export function isReturn({ sealer }: Signing, paymentId: string, token: string): boolean {
  return sealer.isSigned('return', paymentId, token)
}
