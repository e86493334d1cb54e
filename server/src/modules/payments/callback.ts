import type { Context } from '../../context.ts'

type Signing = Pick<Context, 'sealer'>

/** The address a gateway that signs nothing is given for one payment: nobody else can know it. */
export function callbackUrl({ config, sealer }: Signing & Pick<Context, 'config'>, gateway: string, paymentId: string): string {
  return `${config.publicUrl}/api/v1/webhooks/${gateway}/${paymentId}/${sealer.sign('callback', paymentId)}`
}

export function isCallback({ sealer }: Signing, paymentId: string, token: string): boolean {
  return sealer.isSigned('callback', paymentId, token)
}
