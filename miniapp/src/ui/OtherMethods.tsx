import { useState } from 'react'
import type { OfferedMethod } from 'shared/checkout.schema'
import { useLanguage, useT } from '../lib/i18n.tsx'
import { Cell } from './Cell.tsx'
import { Icon } from './Icon.tsx'

/**
 * The ways to pay that cannot be chosen, each reason once. Of digital goods one line says it; otherwise whoever misses a way
 * looks here. Open from the beginning where there is nothing else to choose.
 */
export function OtherMethods({ methods }: { methods: readonly OfferedMethod[] }) {
  const t = useT()
  const language = useLanguage()
  const others = methods.filter((each) => !each.available && each.reason)
  const isAll = others.length === methods.length
  const [isOpen, setOpen] = useState(false)
  const reasons = [...new Set(others.map((each) => each.reason))]
  if (others.length === 0) return null
  if (reasons.every((reason) => reason === 'digital_needs_stars')) {
    return <p className="pad foot t2">{t('payments.unavailable.digital_needs_stars')}</p>
  }
  const list = new Intl.ListFormat(language, { type: 'unit', style: 'short' })
  return (
    <>
      {!isAll && (
        <Cell
          title={<span className="t2 sub">{t('payments.otherWays')}</span>}
          trailing={<Icon name={isOpen ? 'x' : 'down'} size={18} className="t2" />}
          onClick={() => setOpen(!isOpen)}
          isOpen={isOpen}
        />
      )}
      {(isAll || isOpen) &&
        reasons.map((reason) => (
          <Cell
            key={reason}
            look="dim"
            title={t(`payments.unavailable.${reason}`)} // keys: payments.unavailable.*
            subtitle={list.format(others.filter((each) => each.reason === reason).map((each) => t(`payments.method.${each.method}`)))} // keys: payments.method.*
          />
        ))}
    </>
  )
}
