import { el } from './dom';

export interface TokenDialog {
  open(): void;
}

/** Asks for the token; it is kept for this tab alone. An empty one is forgotten. */
export const tokenDialog = (onToken: (token: string) => void): TokenDialog => {
  const dialog = document.querySelector<HTMLDialogElement>('#token-dialog');
  if (dialog === null) throw new Error('index.html has no element with the id "token-dialog"');
  const input = el('input', { attributes: { type: 'password', id: 'token-input', autocomplete: 'off', spellcheck: 'false', maxlength: '200' } });
  const form = el('form', { attributes: { method: 'dialog' } },
    el('h2', { text: 'Token', attributes: { id: 'token-title' } }),
    el('p', { class: 'note', text: 'Kept in this tab until it is closed. npm run stream-token issues one.' }),
    el('label', { text: 'Token', attributes: { for: 'token-input' } }), input,
    el('div', { class: 'buttons' }, el('button', { text: 'Use it', attributes: { type: 'submit' } }),
      el('button', { class: 'quiet', text: 'Cancel', attributes: { type: 'button' }, onClick: () => { dialog.close(); } })));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    dialog.close();
    onToken(input.value.trim());
    input.value = '';
  });
  dialog.append(form);
  return { open: () => { dialog.showModal(); } };
};
