import { useLayoutEffect, useRef, type RefObject } from 'react'

/** The newest value for handlers that outlive a render. Not for reading while rendering. */
export function useLatest<Value>(value: Value): RefObject<Value> {
  const latest = useRef(value)
  useLayoutEffect(() => {
    latest.current = value
  })
  return latest
}
