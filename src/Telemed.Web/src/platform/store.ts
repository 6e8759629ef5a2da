import { useEffect, useState } from "preact/hooks";

/** A value that tells those who watch it when it changes. The whole of our shared state is made of these. */
export interface Store<T> {
  get(): T;
  set(next: T): void;
  watch(onChange: () => void): () => void;
}

export function createStore<T>(first: T): Store<T> {
  let value = first;
  const watchers = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const watcher of Array.from(watchers)) watcher();
    },
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
  };
}

/** Shows a store in a component and draws the component again when the store changes. */
export function useStore<T>(store: Store<T>): T {
  const [, redraw] = useState(0);
  useEffect(() => {
    let seen = store.get();
    const check = () => {
      if (Object.is(seen, store.get())) return;
      seen = store.get();
      redraw(count => count + 1);
    };
    redraw(count => count + 1); // the value may have changed between the first drawing and this effect
    return store.watch(check);
  }, [store]);
  return store.get();
}

/** For switches over unions: a case that is not handled becomes a compile error here. */
export function unreachable(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`);
}
