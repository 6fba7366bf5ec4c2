/** The same function, which makes one thing of a value however often it is asked; neither is ever changed. */
export function once<From extends object, Made>(make: (from: From) => Made): (from: From) => Made {
  const made = new WeakMap<From, Readonly<{ made: Made }>>()
  return (from) => {
    const known = made.get(from) ?? { made: make(from) }
    made.set(from, known)
    return known.made
  }
}

/** The same, made when it is first wanted. */
export function lazily<Made>(make: () => Made): () => Made {
  let made: Readonly<{ made: Made }> | undefined
  return () => (made ??= { made: make() }).made
}
