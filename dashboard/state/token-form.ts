const FORM = /^[\w.~-]{1,200}$/;

/** Whether a text can be a token at all; what can not is no header either, and is sent to nobody. */
export const isTokenForm = (text: string): boolean => FORM.test(text);
