import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import type { Order } from 'shared/orders.schema'
import { keepOrder } from '../orders/api.ts'
import { refreshPayment } from './api.ts'
import { pauseBefore } from './pay-state.ts'

type Watch = {
  number: string
  paymentId: string | undefined
  watching: boolean
  /** The shortest pause between two questions, in milliseconds. */
  shortestPause?: number
  /** The longest pause between two questions, in milliseconds. */
  longestPause?: number
  /** Hears each answer and how many there were. */
  onAnswer: (order: Order, asked: number) => void
}

/**
 * While `watching`, asks the server for the outcome with growing pauses; frames of the live connection shorten the wait
 * by themselves. The answer goes where every screen reads the order from.
 * @returns how many questions were asked without an end, and how to ask now.
 */
export function usePaymentWatch({ number, paymentId, watching, shortestPause = 0, longestPause = Infinity, onAnswer }: Watch): {
  asked: number
  askNow: () => void
} {
  const queryClient = useQueryClient()
  const [round, setRound] = useState(0)
  const [asked, setAsked] = useState({ round: 0, times: 0 })
  const answer = useEffectEvent((order: Order, times: number) => {
    keepOrder(queryClient, order)
    onAnswer(order, times)
  })

  useEffect(() => {
    if (!watching || !paymentId) return
    let gone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let times = 0
    let pauses = 0
    const ask = async () => {
      const order = await refreshPayment(number, paymentId).then(
        (placed) => placed.order,
        // No answer says nothing about the money: ask again.
        () => undefined,
      )
      if (gone) return
      times += 1
      pauses += 1
      setAsked({ round, times })
      if (order) answer(order, times)
      timer = setTimeout(() => void ask(), Math.max(shortestPause, Math.min(longestPause, pauseBefore(pauses))))
    }
    const wake = () => {
      if (document.visibilityState !== 'visible') return
      clearTimeout(timer)
      pauses = 0
      void ask()
    }
    void ask()
    document.addEventListener('visibilitychange', wake)
    window.addEventListener('online', wake)
    return () => {
      gone = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', wake)
      window.removeEventListener('online', wake)
    }
  }, [number, paymentId, watching, shortestPause, longestPause, round])
  return { asked: asked.round === round ? asked.times : 0, askNow: () => setRound((before) => before + 1) }
}
