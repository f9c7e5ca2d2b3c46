import { isTokenForm } from '../state/token-form';
import { el, setText } from './dom';

export interface TokenDialog {
  open(): void;
}

const NO_TOKEN = 'This is no token: expected 1 to 200 letters, digits, “-”, “_”, “.” or “~”.';

/** Asks for the token; it is kept for this tab alone. An empty one is forgotten. */
export const tokenDialog = (onToken: (token: string) => void): TokenDialog => {
  const dialog = document.querySelector<HTMLDialogElement>('#token-dialog');
  if (dialog === null) throw new Error('index.html has no element with the id "token-dialog"');
  const input = el('input', { attributes: { type: 'password', id: 'token-input', autocomplete: 'off', spellcheck: 'false', maxlength: '200', 'aria-describedby': 'token-problem' } });
  const problem = el('p', { class: 'note problem', attributes: { id: 'token-problem', role: 'status' } });
  const form = el('form', { attributes: { method: 'dialog' } },
    el('h2', { text: 'Token', attributes: { id: 'token-title' } }),
    el('p', { class: 'note', text: 'Kept in this tab until it is closed. npm run stream-token issues one.' }),
    el('label', { text: 'Token', attributes: { for: 'token-input' } }), input, problem,
    el('div', { class: 'buttons' }, el('button', { text: 'Use it', attributes: { type: 'submit' } }),
      el('button', { class: 'quiet', text: 'Cancel', attributes: { type: 'button' }, onClick: () => { dialog.close(); } })));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    const isUsable = text === '' || isTokenForm(text);
    setText(problem, isUsable ? '' : NO_TOKEN);
    if (!isUsable) return;
    dialog.close();
    onToken(text);
    input.value = '';
  });
  dialog.append(form);
  return { open: () => { dialog.showModal(); } };
};
