/** Loads a script of somebody else's, once it is needed. @throws when it does not come; the next call tries again. */
export function loadScript(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', () => {
      script.remove()
      reject(new Error('The payment form did not load'))
    })
    document.head.append(script)
  })
}
