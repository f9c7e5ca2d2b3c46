const isQuantity = (quantity: number | undefined): quantity is number =>
  quantity !== undefined && Number.isFinite(quantity) && quantity >= 0;

/**
 * Order-book imbalance at the best prices (S1.13): (bid - ask) / (bid + ask), from -1 (only sellers) to 1 (only buyers).
 * Quantities in base units. Undefined when a side is not known, negative or not finite, and when both are 0.
 * Source: R. Cont, A. Kukanov, S. Stoikov, "The Price Impact of Order Book Events", Journal of Financial Econometrics 12(1), 2014;
 * the normalised form in M. Gould, J. Bonart, "Queue Imbalance as a One-Tick-Ahead Price Predictor in a Limit Order Book", 2016.
 */
export const bookImbalance = (bidQuantity: number | undefined, askQuantity: number | undefined): number | undefined => {
  if (!isQuantity(bidQuantity) || !isQuantity(askQuantity)) return undefined;
  const total = bidQuantity + askQuantity;
  return total > 0 && Number.isFinite(total) ? (bidQuantity - askQuantity) / total : undefined;
};
