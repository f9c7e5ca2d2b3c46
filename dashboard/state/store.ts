export interface Store<State, Action> {
  get(): State;
  dispatch(action: Action): void;
  /** Called after each action that changed something. */
  subscribe(changed: () => void): void;
}

/** One state, changed by actions alone. */
export const makeStore = <State, Action>(reduce: (state: State, action: Action) => State, initial: State): Store<State, Action> => {
  let state = initial;
  const listeners: (() => void)[] = [];
  return {
    get: () => state,
    dispatch: (action) => {
      const next = reduce(state, action);
      if (next === state) return;
      state = next;
      for (const changed of listeners) changed();
    },
    subscribe: (changed) => { listeners.push(changed); },
  };
};
