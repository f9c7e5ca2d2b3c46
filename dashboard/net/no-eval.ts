import { config } from 'zod';

// Imported before every contract: the page may not compile code from text, and asking whether it may is already reported as a violation.
config({ jitless: true });
