/**
 * Index of the first item for which `holds` is true, where it is false for all items before and true for all after;
 * the length when there is none. A book has a hundred thousand lines, and every citation asks.
 */
export function firstWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
