import { useEffect, useState, type RefObject } from 'react'

/** Which child of a horizontally snapping row is in view, in either direction of reading. */
export function useSnap(row: RefObject<HTMLElement | null>): number {
  const [index, setIndex] = useState(0)
  useEffect(() => {
    const box = row.current
    if (!box) return
    const find = () => {
      const step = (box.children[0] as HTMLElement | undefined)?.offsetWidth ?? 0
      if (step > 0) setIndex(Math.min(box.children.length - 1, Math.round(Math.abs(box.scrollLeft) / step)))
    }
    box.addEventListener('scroll', find, { passive: true })
    return () => box.removeEventListener('scroll', find)
  }, [row])
  return index
}
