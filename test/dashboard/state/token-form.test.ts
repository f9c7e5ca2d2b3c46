import { isTokenForm } from '../../../dashboard/state/token-form';
import { PAGE_TOKEN } from '../../support/page-server';

describe('the form of a token', () => {
  test.each([[PAGE_TOKEN, true], ['a', true], ['', false], ['tw_private_ä', false], ['토큰', false], ['two words', false], ['a'.repeat(201), false]])('%j: %s', (text, isToken) => {
    expect(isTokenForm(text)).toBe(isToken);
  });
});
