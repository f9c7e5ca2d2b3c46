/** A template that cannot be run locally; the text names the stack, the logical id and what is not understood. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
