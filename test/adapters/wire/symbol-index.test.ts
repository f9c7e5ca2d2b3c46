import { SymbolIndex } from '../../../adapters/wire/symbol-index';
import { REFUSED } from '../../../adapters/wire/wire-area';
import { SymbolTable } from '../../../core/market/symbol-table';
import { load, START } from './area';

const NAMES = ['B', 'BT', 'BTC', 'BTCU', 'BTCUSDT', 'BTCUSDTX', '1000PEPEUSDT', 'BTC-26DEC25', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', ...Array.from({ length: 3_000 }, (_, index) => `S${index * 7}USDT`)];

const indexOf = (names: readonly string[], isWanted = (): boolean => true): { readonly symbols: SymbolTable; readonly index: SymbolIndex } => {
  const symbols = new SymbolTable();
  for (const name of names) symbols.idOf(name);
  const index = new SymbolIndex(symbols, isWanted);
  index.follow();
  return { symbols, index };
};

describe('symbols by their bytes', () => {
  test('each of thousands is found with its id, the closing quote behind it', () => {
    const { symbols, index } = indexOf(NAMES);
    for (const name of NAMES) {
      load(`${name}","ts":1`);
      expect(index.find(START)).toBe(START + name.length + 1);
      expect(symbols.nameOf(index.found)).toBe(name);
      expect(index.same(START)).toBe(START + name.length + 1);
    }
  });

  test.each(['', 'X', 'BTCUSD', 'BTCUSDTXX', 'btcusdt', 'BTCUSDT ', 'BTC\\u0055SDT', 'ÉUSDT'])('%j, which is not in the table, is refused', (name) => {
    const { index } = indexOf(NAMES);
    load(`${name}","ts":1`);
    expect(index.find(START)).toBe(REFUSED);
  });

  test('another symbol than the one found before is not the same', () => {
    const { index } = indexOf(NAMES);
    load('BTCUSDT"');
    index.find(START);
    load('BTCUSDTX"');
    expect(index.same(START)).toBe(REFUSED);
  });

  test('follows the table when that grows, and leaves out what is not wanted', () => {
    const symbols = new SymbolTable();
    const index = new SymbolIndex(symbols, (name) => name !== 'lower');
    symbols.idOf('lower');
    const id = symbols.idOf('ETHUSDT');
    load('ETHUSDT"');
    expect(index.find(START)).toBe(REFUSED);
    index.follow();
    expect(index.find(START)).toBe(START + 8);
    expect(index.found).toBe(id);
    load('lower"');
    expect(index.find(START)).toBe(REFUSED);
  });

  test('B1: a name that the frame does not end is refused', () => {
    const { index } = indexOf(['BTCUSDT']);
    load('BTCUSDT"');
    load('BTCUSDT');
    expect(index.find(START)).toBe(REFUSED);
  });
});
