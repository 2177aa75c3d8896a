/** Draws from a stream of random numbers. */
export interface Chance {
  pick<Value>(values: readonly Value[]): Value;
  /** A whole number, both ends included. */
  number(from: number, to: number): number;
  /** Draws until the value is wanted. */
  until<Value>(draw: () => Value, isWanted: (value: Value) => boolean): Value;
}

export function chanceOf(random: () => number): Chance {
  const number = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  return {
    number,
    pick: (values) => {
      const value = values[number(0, values.length - 1)];
      if (value === undefined) throw new RangeError('There is nothing to draw from.');
      return value;
    },
    until: (draw, isWanted) => {
      for (;;) {
        const value = draw();
        if (isWanted(value)) return value;
      }
    },
  };
}
