/** Names of the simulator's environment variables; each has a flag of the same meaning, and the flag wins. */
export const SimulatorEnv = {
  /** `bybit`, `binance` (spot) or `binance-usdm`. */
  venue: 'SIMULATOR_VENUE',
  /** Real ms after which Binance closes a connection. */
  lifetimeMs: 'SIMULATOR_LIFETIME_MS',
  /** Port on 127.0.0.1; 0 takes any free one. */
  port: 'SIMULATOR_PORT',
  seed: 'SIMULATOR_SEED',
  /** Market milliseconds per real millisecond. */
  speed: 'SIMULATOR_SPEED',
  /** Epoch ms at which market time equals real time. */
  anchorMs: 'SIMULATOR_ANCHOR_MS',
  symbols: 'SIMULATOR_SYMBOLS',
  /** `on` or `off`. */
  plants: 'SIMULATOR_PLANTS',
  /** Market ms before the first plant. */
  firstPlantAfterMs: 'SIMULATOR_FIRST_PLANT_AFTER_MS',
  /** File for the ledger of what is planted, one JSON line each. */
  ledger: 'SIMULATOR_LEDGER',
} as const;
