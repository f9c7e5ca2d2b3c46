const BANDS = 10;

/** The tenth that a confidence of 0 to 1 falls in, 0 to 9: what is known of others who stated as much. */
export const confidenceBandOf = (confidence: number): number => Math.min(BANDS - 1, Math.floor(confidence * BANDS + 1e-9));
