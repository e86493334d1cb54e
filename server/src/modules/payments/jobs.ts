import type { Context } from '../../context.ts'
import { defineJob } from '../../platform/jobs.ts'
import { executeRefund } from './execute-refund.ts'
import { seedErrors } from './gateway-errors.ts'
import { handleSignal } from './handle-signal.ts'
import { forgetOldSignals, proveBooks, scanGaps, sweepPayments, sweepRefunds, sweepSignals } from './reconcile.ts'
import { settleGateways } from './settle.ts'

const hours = 3_600

export const jobs = [
  defineJob<Context, { signalId: string }>({ name: 'payments.handle-signal', run: (ctx, { signalId }) => handleSignal(ctx, signalId) }),
  defineJob<Context, { refundId: string }>({ name: 'payments.execute-refund', run: (ctx, { refundId }) => executeRefund(ctx, refundId) }),
  defineJob<Context>({ name: 'payments.sweep', everySeconds: 10, run: sweepPayments }),
  defineJob<Context>({ name: 'payments.sweep-refunds', everySeconds: 20, run: sweepRefunds }),
  defineJob<Context>({ name: 'payments.sweep-signals', everySeconds: 15, run: sweepSignals }),
  // The near past often, and once a day far enough back to find what a long outage hid.
  defineJob<Context>({ name: 'payments.scan-gaps', schedule: '*/10 * * * *', run: (ctx) => scanGaps(ctx, { seconds: 2 * hours }) }),
  defineJob<Context>({ name: 'payments.scan-week', schedule: '20 3 * * *', run: (ctx) => scanGaps(ctx, { seconds: 8 * 24 * hours }) }),
  defineJob<Context>({ name: 'payments.settle', schedule: '10 4 * * *', run: settleGateways }),
  defineJob<Context>({
    name: 'payments.nightly',
    schedule: '40 2 * * *',
    run: async (ctx) => {
      await seedErrors(ctx)
      await proveBooks(ctx)
      await forgetOldSignals(ctx)
    },
  }),
]
