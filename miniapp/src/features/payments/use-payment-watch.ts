import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { keepOrder } from '../orders/api.ts'
import { refreshPayment } from './api.ts'
import { pauseBefore } from './pay-state.ts'

/**
 * While `watching`, asks the server for the outcome with growing pauses; frames of the live connection shorten the wait
 * by themselves. The answer goes where every screen reads the order from.
 * @returns how many questions were answered without an end, and how to ask now.
 */
export function usePaymentWatch(number: string, paymentId: string | undefined, watching: boolean): { asked: number; askNow: () => void } {
  const queryClient = useQueryClient()
  const [round, setRound] = useState(0)
  const [asked, setAsked] = useState(0)
  useEffect(() => {
    if (!watching || !paymentId) return
    let gone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let question = 0
    setAsked(0)
    const ask = async () => {
      try {
        const { order } = await refreshPayment(number, paymentId)
        if (!gone) keepOrder(queryClient, order)
      } catch {
        // No answer says nothing about the money: ask again.
      }
      if (gone) return
      setAsked((before) => before + 1)
      question += 1
      timer = setTimeout(() => void ask(), pauseBefore(question))
    }
    const wake = () => {
      if (document.visibilityState !== 'visible') return
      clearTimeout(timer)
      question = 0
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
  }, [queryClient, number, paymentId, watching, round])
  return { asked, askNow: () => setRound((before) => before + 1) }
}
