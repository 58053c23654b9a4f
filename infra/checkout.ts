import { resolve } from 'node:path';

/** The root of the checkout that this file lies in. */
export const CHECKOUT = resolve(import.meta.dirname, '..');

/** What is made while running; ignored by git, and safe to delete when nothing runs. */
export const WORK_FOLDER = resolve(CHECKOUT, '.orderonce');
